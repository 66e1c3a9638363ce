package schema_test

import (
	"os"
	"testing"

	"github.com/pathmtu/pmtu/doc/schema"
	"github.com/pathmtu/pmtu/internal/render/schematest"
)

// TestExample: the example beside the schema satisfies it, and the schema is
// the file that people read.
func TestExample(t *testing.T) {
	b, err := os.ReadFile("example.json")
	if err != nil {
		t.Fatal(err)
	}
	schematest.Validate(t, b)
	if b, err = os.ReadFile("pmtu-1.schema.json"); err != nil || string(b) != schema.V1 {
		t.Errorf("the schema is not the file: %v", err)
	}
}
