// Package render turns what a run learned into bytes: text for people, the
// text of iputils tracepath, JSON, and JSON one event a line.
//
// Every format is a Stream: it is given Updates as they come and the Result at
// the end. Rendering a finished Result is the same stream fed with the Updates
// that the Result kept, so both give the same bytes. Nothing here looks at a
// socket, an engine or a clock.
package render
