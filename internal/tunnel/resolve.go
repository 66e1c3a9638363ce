package tunnel

import "fmt"

// resolve settles the family of every outer IP header, from the outside in: a
// layer can only have a family that the layer around it carries.
func (s *Stack) resolve(wanted Family) error {
	carried, around, outermost := Both, "", true
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := &s.layers[i]
		if l.row.Outer == 0 {
			if err := l.checkLink(carried, around); err != nil {
				return err
			}
			continue
		}
		can := l.row.Outer & carried
		if l.stated {
			can &= only(l.family)
		}
		if outermost && wanted != 0 {
			can &= only(wanted)
		}
		if can == 0 {
			return l.impossible(carried, around, wanted, outermost)
		}
		if !l.stated {
			l.family = choose(can, s.prefer(i, wanted))
		}
		carried, around, outermost = l.carries(), l.row.ID, false
	}
	return nil
}

// prefer is the family that layer i should have if it can: the one that was
// wanted, but in transport mode the one of the packet inside, whose IP header it is.
func (s *Stack) prefer(i int, wanted Family) Family {
	if !s.layers[i].transport {
		return wanted
	}
	for j := i - 1; j >= 0; j-- {
		switch l := &s.layers[j]; {
		case l.row.Outer == 0 || l.row.Outer == Both && !l.stated:
		case l.stated:
			return l.family
		case l.row.Outer == Only4:
			return IPv4
		default:
			return IPv6
		}
	}
	return wanted
}

func choose(can Families, preferred Family) Family {
	switch {
	case can.Has(preferred):
		return preferred
	case can.Has(IPv4):
		return IPv4
	}
	return IPv6
}

// checkLink refuses a link layer inside of what carries packets of one family
// only, and a family for what has no IP header.
func (l *layer) checkLink(carried Families, around string) error {
	if l.stated {
		return &FamilyError{ID: l.row.ID, Family: l.family, Cause: "it has no outer IP header"}
	}
	if carried != Both {
		return &FamilyError{ID: l.row.ID, Cause: fmt.Sprintf("%s carries nothing but %v packets", around, carried)}
	}
	return nil
}

// impossible says why a layer can have no family.
func (l *layer) impossible(carried Families, around string, wanted Family, outermost bool) error {
	f := l.family
	switch {
	case f != 0 && !l.row.Outer.Has(f):
		return &FamilyError{ID: l.row.ID, Family: f, Cause: fmt.Sprintf("it runs over %v only", l.row.Outer)}
	case f != 0 && !carried.Has(f):
		return &FamilyError{ID: l.row.ID, Family: f, Cause: fmt.Sprintf("%s carries %v only", around, carried)}
	case outermost && f != 0:
		return &FamilyError{ID: l.row.ID, Family: f, Cause: fmt.Sprintf("the outer family is to be %v", wanted)}
	case outermost && l.row.Outer&carried != 0:
		return &FamilyError{ID: l.row.ID, Family: wanted, Cause: fmt.Sprintf("it runs over %v only", l.row.Outer)}
	}
	return &FamilyError{ID: l.row.ID, Cause: fmt.Sprintf("it runs over %v, but %s carries %v only", l.row.Outer, around, carried)}
}

// swapped is the same stack over the other family, wherever a layer may have
// either; false where none may.
func (s Stack) swapped() (Stack, bool) {
	t := Stack{layers: append([]layer(nil), s.layers...)}
	carried, any := Both, false
	for i := len(t.layers) - 1; i >= 0; i-- {
		l := &t.layers[i]
		if l.row.Outer == 0 {
			continue
		}
		if f := l.family.other(); (l.row.Outer & carried).Has(f) {
			l.family, any = f, true
		} else if !carried.Has(l.family) {
			return Stack{}, false
		}
		carried = l.carries()
	}
	return t, any
}
