package pmtu

// withheld is what this host itself keeps back by its size, for another reason than its MTU: a filter in its output path,
// say. One that keeps back packets now and then, whatever their size, says nothing of sizes.
type withheld struct {
	least MTU    // the least size that was kept back, larger than all that were sent; 0: none
	most  MTU    // the largest that was sent
	why   string // the local error of the least
}

// left notes a size that left this host.
func (w *withheld) left(size MTU) {
	w.most = max(w.most, size)
	if w.least != 0 && w.least <= w.most {
		w.least, w.why = 0, ""
	}
}

// kept notes a size that did not.
func (w *withheld) kept(size MTU, why string) {
	if size > w.most && (w.least == 0 || size < w.least) {
		w.least, w.why = size, why
	}
}

// from reports whether packets of that size are kept back: that they vanish says nothing of the path.
func (w *withheld) from(size MTU) bool { return w.least != 0 && size >= w.least }
