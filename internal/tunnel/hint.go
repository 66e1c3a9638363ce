package tunnel

// hintIPsec says what to take for ESP, of which there is one for each choice of algorithms.
const hintIPsec = "what IPsec takes depends on its algorithms: esp-gcm (AES-GCM, ChaCha20; the usual ones today) or esp-cbc-sha256 (AES-CBC), and behind NAT with :nat-t, as in esp-gcm:nat-t"

// hints say what to take for words that people use for several encapsulations.
var hints = map[string]string{
	"ipsec": hintIPsec, "esp": hintIPsec, "ike": hintIPsec, "ikev1": hintIPsec, "ikev2": hintIPsec, "xfrm": hintIPsec,
	"strongswan": hintIPsec, "libreswan": hintIPsec,
	"vpn":    "which one? wireguard, openvpn or esp-gcm (IPsec)",
	"tunnel": "name the encapsulations alone, as in gre or wireguard+pppoe",
}
