package render

import "github.com/pathmtu/pmtu/internal/tunnel"

// document is the JSON document of a run, schema 1 (doc/schema). Its fields
// are a promise to scripts: they are only ever added. What is not known is
// left out.
type document struct {
	Schema     int           `json:"schema"`
	Version    string        `json:"version,omitempty"`
	Redacted   bool          `json:"redacted,omitempty"`
	Target     targetJSON    `json:"target"`
	Family     string        `json:"family"`
	Protocol   string        `json:"protocol"`
	StartedAt  string        `json:"started_at,omitempty"`
	DurationMS float64       `json:"duration_ms"`
	Source     *sourceJSON   `json:"source,omitempty"`
	Outcome    string        `json:"outcome"`
	PathMTU    pathMTUJSON   `json:"path_mtu"`
	HopCount   int           `json:"hop_count,omitempty"`
	ReturnHops int           `json:"return_hops,omitempty"`
	Hops       []hopJSON     `json:"hops"`
	Limits     []limitJSON   `json:"limits"`
	Findings   []findingJSON `json:"findings"`
	Advice     *adviceJSON   `json:"advice,omitempty"`
	Probes     probesJSON    `json:"probes"`

	Tunnel *tunnel.Inside `json:"tunnel,omitempty"`
}

type targetJSON struct {
	Input   string `json:"input"`
	Name    string `json:"name,omitempty"`
	Address string `json:"address"`
	Port    uint16 `json:"port,omitempty"`
}

type sourceJSON struct {
	Address      string `json:"address,omitempty"`
	Interface    string `json:"interface,omitempty"`
	InterfaceMTU int    `json:"interface_mtu_bytes,omitempty"`
	RouteMTU     int    `json:"route_mtu_bytes,omitempty"`
	RouteLocked  bool   `json:"route_mtu_locked,omitempty"`
	CachedMTU    int    `json:"cached_mtu_bytes,omitempty"`
	Expires      int    `json:"cached_expires_s,omitempty"`
}

type pathMTUJSON struct {
	Status    string `json:"status"`
	Bytes     int    `json:"bytes,omitempty"`
	Direction string `json:"direction,omitempty"`
}

type hopJSON struct {
	Hop      int          `json:"hop"`
	Answers  []answerJSON `json:"answers,omitempty"`
	MTU      int          `json:"mtu_bytes,omitempty"`
	Sent     int          `json:"sent"`
	Received int          `json:"received"`
}

type answerJSON struct {
	Address       string      `json:"address"`
	Name          string      `json:"name,omitempty"`
	RTT           []float64   `json:"rtt_ms,omitempty"`
	ReturnHops    int         `json:"return_hops,omitempty"`
	Asymmetric    *bool       `json:"asymmetric,omitempty"`
	Authenticated string      `json:"authenticated,omitempty"`
	MPLS          []labelJSON `json:"mpls,omitempty"`
	Error         *errorJSON  `json:"error,omitempty"`
}

// labelJSON has no absent fields: 0 is a value of each.
type labelJSON struct {
	Label  uint32 `json:"label"`
	TC     uint8  `json:"tc"`
	Bottom bool   `json:"bottom"`
	TTL    uint8  `json:"ttl"`
}

type errorJSON struct {
	Mark string `json:"mark,omitempty"`
	Type uint8  `json:"type"`
	Code uint8  `json:"code"`
	Text string `json:"text"`
}

type limitJSON struct {
	AfterHop *int   `json:"after_hop,omitempty"` // nil: not located
	Address  string `json:"address,omitempty"`
	Kind     string `json:"kind"`
	From     int    `json:"from_bytes,omitempty"`
	To       int    `json:"to_bytes,omitempty"`
	Claimed  uint32 `json:"claimed_bytes,omitempty"`
	Lost     int    `json:"lost,omitempty"`
	Controls *int   `json:"controls,omitempty"` // nil unless Lost is known; so of ControlsLost
	CtlLost  *int   `json:"controls_lost,omitempty"`
	Unsent   int    `json:"unsent,omitempty"`

	LooksLike []looksLikeJSON `json:"looks_like,omitempty"`
}

// looksLikeJSON is one thing that a limit may come from.
type looksLikeJSON struct {
	Name       string `json:"name"`
	Overhead   int    `json:"overhead_bytes"`
	Likelihood string `json:"likelihood"`
}

type findingJSON struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Hop      int    `json:"hop,omitempty"`
	Address  string `json:"address,omitempty"`
	Detail   string `json:"detail"`
	Remedy   string `json:"remedy,omitempty"`
}

type adviceJSON struct {
	MTU    int `json:"mtu_bytes"`
	TCPMSS int `json:"tcp_mss_bytes,omitempty"`

	Commands []settingJSON `json:"commands,omitempty"`
}

type settingJSON struct {
	Tool string `json:"tool"`
	Line string `json:"line"`
}

type probesJSON struct {
	Sent      int   `json:"sent"`
	Answered  int   `json:"answered"`
	SentBytes int64 `json:"sent_bytes"`
}
