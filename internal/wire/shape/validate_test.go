package shape

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type color string

type order struct {
	Name    *string           `query:"Name"`
	Count   *int32            `query:"Count"`
	Color   color             `query:"Color"`
	Plain   int32             `query:"Plain"`
	Lines   []line            `query:"Line"`
	Words   []string          `query:"Word"`
	Parent  *line             `query:"Parent"`
	Secrets map[string]string // no EC2 request has a map
	Script  *string           `query:"Script"`
}

type line struct {
	Key  *string `query:"Key"`
	Line *line   `query:"Line"`
}

var table = Table{
	Operations: map[string]string{"CreateOrder": "Order"},
	Shapes: map[string]Shape{
		"Order": {Members: []Member{
			{Name: "Name", Shape: "Name", Required: true},
			{Name: "Count", Shape: "Count"},
			{Name: "Color", Shape: "Color", Required: true},
			{Name: "Plain", Shape: "Count"},
			{Name: "Lines", Shape: "Lines"},
			{Name: "Words", Shape: "Words", Required: true},
			{Name: "Parent", Shape: "Line"},
			{Name: "Secrets", Shape: "Secrets"},
			{Name: "Script", Shape: "Script"},
		}},
		"Name":    {Min: new(int64(4)), Max: new(int64(10)), Pattern: "[a-z]{1,10}"},
		"Count":   {Min: new(int64(0)), Max: new(int64(20))},
		"Color":   {Enum: []string{"red", "blue"}},
		"Lines":   {Element: "Line"},
		"Line":    {Members: []Member{{Name: "Key", Shape: "Key", Required: true}, {Name: "Line", Shape: "Line"}}},
		"Key":     {Pattern: "^(?!aws:).+"},
		"Words":   {Min: new(int64(1)), Max: new(int64(2)), Element: "Name"},
		"Secrets": {Key: "Name", Element: "Script"},
		"Script":  {Max: new(int64(5)), Pattern: "[^x]+", Sensitive: true},
	},
}

func TestValidateAcceptsWhatIsAllowed(t *testing.T) {
	in := &order{
		Name: new("good"), Count: new(int32(0)), Color: "red", Words: []string{"word"},
		Lines:  []line{{Key: new("k"), Line: &line{Key: new("AWS:k")}}},
		Parent: &line{Key: new("xaws:")}, Secrets: map[string]string{"name": "12345"}, Script: new("ok"),
	}
	for _, style := range []Style{AppRunner, EC2} {
		if got := Validate(schema(style), "CreateOrder", in); got != nil {
			t.Errorf("style %d: %v", style, got)
		}
	}
}

func TestViolations(t *testing.T) {
	const at = "failed to satisfy constraint: Member must"
	long := strings.Repeat("ä", 100)
	tests := map[string]struct {
		change         func(*order)
		appRunner, ec2 string
	}{
		"absent":       {func(o *order) { o.Name = nil }, "Value null at 'name' " + at + " not be null", "The request must contain the parameter Name"},
		"absent enum":  {func(o *order) { o.Color = "" }, "Value null at 'color' " + at + " not be null", "The request must contain the parameter Color"},
		"absent list":  {func(o *order) { o.Words = nil }, "Value null at 'words' " + at + " not be null", "The request must contain the parameter Word"},
		"short":        {func(o *order) { o.Name = new("abc") }, "Value 'abc' at 'name' " + at + " have length greater than or equal to 4", "Value (abc) for parameter Name is invalid. Expected a length of at least 4."},
		"characters":   {func(o *order) { o.Script = new("äöüßéè") }, "Value at 'script' " + at + " have length less than or equal to 5", "Value for parameter Script is invalid. Expected a length of at most 5."},
		"low":          {func(o *order) { o.Count = new(int32(-1)) }, "Value '-1' at 'count' " + at + " have value greater than or equal to 0", "Value (-1) for parameter Count is invalid. Expected a value of at least 0."},
		"high":         {func(o *order) { o.Plain = 21 }, "Value '21' at 'plain' " + at + " have value less than or equal to 20", "Value (21) for parameter Plain is invalid. Expected a value of at most 20."},
		"enum":         {func(o *order) { o.Color = "green" }, "Value 'green' at 'color' " + at + " satisfy enum value set: [red, blue]", "Value (green) for parameter Color is invalid. Expected one of: red, blue."},
		"pattern":      {func(o *order) { o.Name = new("good\n") }, "Value 'good\n' at 'name' " + at + " satisfy regular expression pattern: [a-z]{1,10}", "Value (good\n) for parameter Name is invalid. Expected a text that matches [a-z]{1,10}."},
		"lookahead":    {func(o *order) { o.Parent = &line{Key: new("aws:k")} }, "Value 'aws:k' at 'parent.key' " + at + " satisfy regular expression pattern: ^(?!aws:).+", "Value (aws:k) for parameter Parent.Key is invalid. Expected a text that matches ^(?!aws:).+."},
		"empty list":   {func(o *order) { o.Words = []string{} }, "Value '[]' at 'words' " + at + " have length greater than or equal to 1", "Value ([]) for parameter Word is invalid. Expected a length of at least 1."},
		"long list":    {func(o *order) { o.Words = []string{"word", "word", "word"} }, "Value '[3 elements]' at 'words' " + at + " have length less than or equal to 2", "Value ([3 elements]) for parameter Word is invalid. Expected a length of at most 2."},
		"element":      {func(o *order) { o.Words = []string{"word", "12345"} }, "Value '12345' at 'words.2.member' " + at + " satisfy regular expression pattern: [a-z]{1,10}", "Value (12345) for parameter Word.2 is invalid. Expected a text that matches [a-z]{1,10}."},
		"nested":       {func(o *order) { o.Lines = []line{{Key: new("k"), Line: &line{}}} }, "Value null at 'lines.1.member.line.key' " + at + " not be null", "The request must contain the parameter Line.1.Line.Key"},
		"map's key":    {func(o *order) { o.Secrets = map[string]string{"abc": "v"} }, "Value 'abc' at 'secrets.abc.key' " + at + " have length greater than or equal to 4", ""},
		"map's value":  {func(o *order) { o.Secrets = map[string]string{"name": "x"} }, "Value at 'secrets.name.member' " + at + " satisfy regular expression pattern: [^x]+", ""},
		"long quoting": {func(o *order) { o.Color = color(long) }, "Value '" + long[:128] + "…' at 'color' " + at + " satisfy enum value set: [red, blue]", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := &order{Name: new("good"), Color: "red", Words: []string{"word"}}
			test.change(in)
			got := Validate(schema(AppRunner), "CreateOrder", in)
			if len(got) != 1 || got[0].Message != test.appRunner {
				t.Errorf("App Runner:\n got %v\nwant %s", got, test.appRunner)
			}
			if test.ec2 == "" {
				return
			}
			got = Validate(schema(EC2), "CreateOrder", in)
			if len(got) != 1 || got[0].Message != test.ec2 {
				t.Errorf("EC2:\n got %v\nwant %s", got, test.ec2)
			}
		})
	}
}

func TestAllViolationsInTheModelsOrder(t *testing.T) {
	in := &order{
		Name: new("a1"), Count: new(int32(50)), Words: []string{"good", "UPPER"},
		Secrets: map[string]string{"zzzz": "sesamxopen", "aaaa": "x"},
	}
	type short struct {
		Path  string
		Rule  Rule
		Value string
	}
	var got []short
	violations := Validate(schema(AppRunner), "CreateOrder", in)
	for _, v := range violations {
		got = append(got, short{v.Path, v.Rule, v.Value})
	}
	want := []short{
		{"name", MinLength, "a1"},
		{"name", Pattern, "a1"},
		{"count", Maximum, "50"},
		{"color", Required, ""},
		{"words.2.member", Pattern, "UPPER"},
		{"secrets.aaaa.member", Pattern, ""},
		{"secrets.zzzz.member", MaxLength, ""},
		{"secrets.zzzz.member", Pattern, ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text := Text(violations)
	if !strings.HasPrefix(text, "8 validation errors detected: Value 'a1' at 'name' failed") {
		t.Error(text)
	}
	if strings.Contains(text, "open") {
		t.Errorf("a secret's value is quoted: %s", text)
	}
	if got := Text(violations[:1]); !strings.HasPrefix(got, "1 validation error detected: Value 'a1'") {
		t.Error(got)
	}
}

func TestNewRefusesBadTables(t *testing.T) {
	tests := map[string]struct {
		table Table
		want  string
	}{
		"operation": {Table{Operations: map[string]string{"Op": "None"}}, `operation Op: shape "None" is not in the table`},
		"member":    {Table{Shapes: map[string]Shape{"A": {Members: []Member{{Name: "M", Shape: "None"}}}}}, "shape A: shape None of member M is not in the table"},
		"element":   {Table{Shapes: map[string]Shape{"A": {Element: "None"}}}, "shape A: its key or element is not in the table"},
		"pattern":   {Table{Shapes: map[string]Shape{"A": {Pattern: "("}}}, "shape A: error parsing regexp"},
		"repeat":    {Table{Shapes: map[string]Shape{"A": {Pattern: "a{1,2000}", Max: new(int64(5000))}}}, "shape A: error parsing regexp"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := New(test.table); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s…", err, test.want)
			}
		})
	}
}

func TestLongRepeatsAreBoundedByTheLength(t *testing.T) {
	p, err := compilePattern("a:(b|c){1,1011}", new(int64(1011)))
	if err != nil {
		t.Fatal(err)
	}
	if !p.matches("a:"+strings.Repeat("b", 1009)) || p.matches("a:") {
		t.Error("the open repeat matches something else")
	}
}

func schema(style Style) *Schema {
	styled := table
	styled.Style = style
	return Must(styled)
}
