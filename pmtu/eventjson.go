package pmtu

import (
	"encoding/json"
	"fmt"
)

// Names of events in records.
const (
	kindSent         = "sent"
	kindSendFailed   = "send_failed"
	kindTimeExceeded = "time_exceeded"
	kindPacketTooBig = "packet_too_big"
	kindUnreachable  = "unreachable"
	kindReply        = "reply"
	kindCancelled    = "cancelled"
)

// encodeEvent returns an event's fields and its name; nothing for nil.
func encodeEvent(ev Event) (json.RawMessage, string) {
	kind := ""
	switch ev.(type) {
	case nil:
		return nil, ""
	case Sent:
		kind = kindSent
	case SendFailed:
		kind = kindSendFailed
	case TimeExceeded:
		kind = kindTimeExceeded
	case PacketTooBig:
		kind = kindPacketTooBig
	case Unreachable:
		kind = kindUnreachable
	case Reply:
		kind = kindReply
	case Cancelled:
		kind = kindCancelled
	}
	b, err := json.Marshal(ev)
	if err != nil {
		return nil, kind // no field of an event can fail
	}
	return b, kind
}

// decodeEvent is the inverse of encodeEvent.
func decodeEvent(kind string, b []byte) (Event, error) {
	switch kind {
	case "":
		return nil, nil
	case kindSent:
		return decode[Sent](b)
	case kindSendFailed:
		return decode[SendFailed](b)
	case kindTimeExceeded:
		return decode[TimeExceeded](b)
	case kindPacketTooBig:
		return decode[PacketTooBig](b)
	case kindUnreachable:
		return decode[Unreachable](b)
	case kindReply:
		return decode[Reply](b)
	case kindCancelled:
		return decode[Cancelled](b)
	}
	return nil, fmt.Errorf("event %q: not known", kind)
}

func decode[E Event](b []byte) (Event, error) {
	var e E
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	return e, nil
}
