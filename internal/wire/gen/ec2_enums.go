package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

func (t *ec2Types) emitEnums(w *bytes.Buffer) error {
	for _, name := range t.reached() {
		shape := t.model.Shapes[name]
		if len(shape.Enum) == 0 {
			continue
		}
		goName := exported(name)
		if err := t.declare(goName, name); err != nil {
			return err
		}
		if reason, open := openEnums[name]; open {
			fmt.Fprintf(w, "\n// %s is any text: %s.\ntype %s string\n", goName, reason, goName)
			continue
		}
		fmt.Fprintf(w, "\n// %s is an enumeration; \"\" is absent.\ntype %s string\n\nconst (\n", goName, goName)
		for _, value := range shape.Enum {
			constant := goName + camel(value)
			if err := t.declare(constant, name+" "+value); err != nil {
				return err
			}
			fmt.Fprintf(w, "%s %s = %q\n", constant, goName, value)
		}
		w.WriteString(")\n")
	}
	return nil
}

// camel turns an enumeration's value into a part of a Go name: "io-optimized" becomes IoOptimized, and a word
// in capitals becomes a word with one, so ACCEPT becomes Accept.
func camel(value string) string {
	words := strings.FieldsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var name strings.Builder
	for _, word := range words {
		if strings.ToUpper(word) == word {
			word = strings.ToLower(word)
		}
		name.WriteString(exported(word))
	}
	return name.String()
}
