package store_test

import (
	"fmt"
	"testing"

	"sallyport/internal/store"
)

func TestFindAfterAndCountFound(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) {
		for i := range 40 {
			store.Put(tx, subnet{ID: fmt.Sprintf("subnet-%02d", i), VPC: fmt.Sprint(i % 4)})
		}
		store.Put(tx, subnet{ID: "subnet-90", VPC: "10"})
		if n := store.CountFound[subnet](tx, "vpc=1"); n != 10 {
			t.Errorf("%d in the transaction", n)
		}
	})
	r := s.Snapshot()
	for index, want := range map[string]int{"vpc=0": 10, "vpc=1": 10, "vpc=10": 1, "vpc=": 0, "vpc=9": 0, "zzz": 0, "": 0} {
		if n := store.CountFound[subnet](r, index); n != want {
			t.Errorf("%q: %d, want %d", index, n, want)
		}
	}
	expect(t, "after", ids(store.FindAfter[subnet](r, "vpc=1", "subnet-29")), []string{"subnet-33", "subnet-37"})
	expect(t, "after what is not there", ids(store.FindAfter[subnet](r, "vpc=1", "subnet-34")), []string{"subnet-37"})
	expect(t, "after the last", ids(store.FindAfter[subnet](r, "vpc=1", "subnet-37")), []string(nil))
	expect(t, "from the first", ids(store.FindAfter[subnet](r, "vpc=10", "")), []string{"subnet-90"})
}
