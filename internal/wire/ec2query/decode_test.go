package ec2query

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sallyport/internal/wire/ec2model"
)

// sample has every kind of field, and refers to itself.
type sample struct {
	Text   *string          `query:"Text"`
	Word   ec2model.Tenancy `query:"Word"`
	Flag   *bool            `query:"Flag"`
	Small  *int32           `query:"Small"`
	Large  *int64           `query:"Large"`
	At     *time.Time       `query:"At"`
	Data   []byte           `query:"Data"`
	List   []string         `query:"List"`
	Below  *sample          `query:"Below"`
	Belows []sample         `query:"Beneath"`
	Silent *string
}

func TestDecode(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := map[string]struct {
		form string
		want sample
	}{
		"nothing":         {"", sample{}},
		"unknown":         {"Silent=x&Texts=y&Text2.1=z&.=&..1=", sample{}},
		"scalars":         {"Text=a+b%26&Word=host&Flag=True&Small=-2147483648&Large=9223372036854775807", sample{Text: new("a b&"), Word: "host", Flag: new(true), Small: new(int32(-2147483648)), Large: new(int64(9223372036854775807))}},
		"empty text":      {"Text=&Word=", sample{Text: new("")}},
		"time":            {"At=2026-01-02T03:04:05Z", sample{At: &at}},
		"time, millis":    {"At=2026-01-02T04:04:05.000%2B01:00", sample{At: &at}},
		"data":            {"Data=" + base64.StdEncoding.EncodeToString([]byte("hi")), sample{Data: []byte("hi")}},
		"list":            {"List.2=b&List.1=a&List.10=c", sample{List: []string{"a", "b", "c"}}},
		"gaps close":      {"List.7=b&List.3=a&List.10000=c", sample{List: []string{"a", "b", "c"}}},
		"empty list":      {"List=", sample{List: []string{}}},
		"structure":       {"Below.Text=a&Below.Below.Flag=false", sample{Below: &sample{Text: new("a"), Below: &sample{Flag: new(false)}}}},
		"empty structure": {"Below=", sample{Below: &sample{}}},
		"structures":      {"Beneath.1.List.1=a&Beneath.2.Text=b&Beneath.1.List.2=c", sample{Belows: []sample{{List: []string{"a", "c"}}, {Text: new("b")}}}},
		"case matters":    {"text=a&FLAG=true", sample{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := decodeForm(t, test.form)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeErrorsNameTheParameter(t *testing.T) {
	tests := map[string]string{
		"Flag=yes":                         "Value (yes) for parameter Flag is invalid. Expected true or false.",
		"Small=2147483648":                 "Value (2147483648) for parameter Small is invalid. Expected an integer from -2147483648 to 2147483647.",
		"Large=1.5":                        "Value (1.5) for parameter Large is invalid. Expected an integer from -9223372036854775808 to 9223372036854775807.",
		"At=yesterday":                     "Value (yesterday) for parameter At is invalid. Expected a time such as 2006-01-02T15:04:05Z.",
		"Data=*":                           "Value (*) for parameter Data is invalid. Expected base64.",
		"Text.1=a":                         "Value (a) for parameter Text.1 is invalid. The parameter Text has no members.",
		"Below=a":                          "Value (a) for parameter Below is invalid. It is a structure: give its members as Below.Name.",
		"List=a":                           "Value (a) for parameter List is invalid. It is a list: give its elements as List.1, List.2 and so on.",
		"List.0=a":                         "Value (a) for parameter List.0 is invalid. A list's elements are numbered from 1 to 10000.",
		"List.01=a":                        "Value (a) for parameter List.01 is invalid. A list's elements are numbered from 1 to 10000.",
		"List.x=a":                         "Value (a) for parameter List.x is invalid. A list's elements are numbered from 1 to 10000.",
		"List.=a":                          "Value (a) for parameter List. is invalid. A list's elements are numbered from 1 to 10000.",
		"List.member.1=a":                  "Value (a) for parameter List.member.1 is invalid. A list's elements are numbered from 1 to 10000.",
		"List.99999999999999999999=a":      "Value (a) for parameter List.99999999999999999999 is invalid. A list's elements are numbered from 1 to 10000.",
		"List.1.x=a":                       "Value (a) for parameter List.1.x is invalid. The parameter List.1 has no members.",
		"Beneath.3.Below.Flag=x":           "Value (x) for parameter Beneath.3.Below.Flag is invalid. Expected true or false.",
		"Flag=" + strings.Repeat("y", 200): "Value (" + strings.Repeat("y", 128) + "…) for parameter Flag is invalid. Expected true or false.",
	}
	for form, want := range tests {
		if _, err := decodeForm(t, form); err == nil || err.Error() != "InvalidParameterValue: "+want {
			t.Errorf("%s:\n got %v\nwant %s", form, err, want)
		}
	}
	_, body := post(t, NewHandler(vpcService()), "Action=DeleteVpc&VpcId=a&VpcId=b")
	if want := "Value (b) for parameter VpcId is invalid. The parameter is given more than once."; !strings.Contains(body, want) {
		t.Errorf("got %s", body)
	}
}

// TestDecodeIsTheInverseOfEncode draws requests of every operation.
func TestDecodeIsTheInverseOfEncode(t *testing.T) {
	decoders := map[string]*structDecoder{}
	compiler := decoderCompiler{dialect: EC2, structs: map[reflect.Type]*structDecoder{}}
	for _, operation := range allOperations {
		decoders[operation.name] = compiler.structure(operation.in)
	}
	rapid.Check(t, func(t *rapid.T) {
		operation := rapid.SampledFrom(allOperations).Draw(t, "operation")
		sent := reflect.New(operation.in)
		draw(t, sent.Elem(), 0)
		params := paramsOf(encodeForm(sent.Elem(), EC2))
		received := reflect.New(operation.in)
		if err := decoders[operation.name].decode(received.Elem(), params, 0); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sent.Interface(), received.Interface()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestQueryDialectDecodeIsTheInverseOfEncode(t *testing.T) {
	decoder := decoderCompiler{dialect: Query, structs: map[reflect.Type]*structDecoder{}}.structure(reflect.TypeFor[sample]())
	rapid.Check(t, func(t *rapid.T) {
		var sent, received sample
		draw(t, reflect.ValueOf(&sent).Elem(), 0)
		sent.clearSilent()
		if err := decoder.decode(reflect.ValueOf(&received).Elem(), paramsOf(encodeForm(reflect.ValueOf(sent), Query)), 0); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sent, received, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// clearSilent empties what does not travel.
func (s *sample) clearSilent() {
	s.Silent = nil
	if s.Below != nil {
		s.Below.clearSilent()
	}
	for i := range s.Belows {
		s.Belows[i].clearSilent()
	}
}

// FuzzForm feeds the whole handler: it answers everything, with valid parameters in order and within bounds.
func FuzzForm(f *testing.F) {
	f.Add("Action=DescribeVpcs&VpcId.1=a&Filter.1.Name=x&Filter.1.Value.2=y")
	f.Add("Action=AuthorizeSecurityGroupIngress&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0&IpPermissions.1.FromPort=")
	f.Add("Action=RunInstances&NetworkInterface.1.Groups.member.1=..&At=&%zz&=&a.b=&a=&a..b=")
	service := Service{Validate: CheckShape(ec2model.Schema())}
	for _, known := range allOperations {
		service.Operations = append(service.Operations, known.operation(func(in reflect.Value) (reflect.Value, error) {
			return reflect.New(known.out), nil
		}))
	}
	handler := NewHandler(service)
	f.Fuzz(func(t *testing.T, form string) {
		status, _ := post(t, handler, form)
		switch status {
		case 200, 400, 412, 413:
		default:
			t.Errorf("status %d", status)
		}
		var all sample
		params, err := appendParams(nil, form)
		if err != nil {
			return
		}
		sortParams(params)
		decoder := decoderCompiler{structs: map[reflect.Type]*structDecoder{}}.structure(reflect.TypeFor[sample]())
		if len(params) > 0 {
			_ = decoder.decode(reflect.ValueOf(&all).Elem(), params, 0)
		}
		if len(all.List) > len(params) || len(all.Belows) > len(params) {
			t.Errorf("%d parameters made lists of %d and %d", len(params), len(all.List), len(all.Belows))
		}
	})
}

// FuzzKeyOrder checks that the order of keys is one: no cycles, and equal only for equal keys.
func FuzzKeyOrder(f *testing.F) {
	f.Add("a.1", "a.10", "a.x")
	f.Add("a", "a.", "a..b")
	f.Add("9", "10", "1a")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if compareKeys(a, b) != 0 != (a != b) || sign(compareKeys(a, b)) != -sign(compareKeys(b, a)) {
			t.Errorf("%q and %q are not in one order", a, b)
		}
		if compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0 && compareKeys(a, c) > 0 {
			t.Errorf("%q, %q, %q go in a circle", a, b, c)
		}
	})
}

func sign(n int) int { return max(-1, min(1, n)) }

func decodeForm(t *testing.T, form string) (*sample, error) {
	t.Helper()
	params, formErr := appendParams(nil, form)
	if formErr != nil {
		t.Fatal(formErr)
	}
	value, err := decodeInto(reflect.TypeFor[sample](), EC2, params)
	return value.Interface().(*sample), err
}

func paramsOf(form map[string]string) []param {
	var params []param
	for key, value := range form {
		params = append(params, param{key, value})
	}
	sortParams(params)
	return params
}

// draw sets a value to anything that a form can say: a structure that is there has something in it, and so has a
// list.
func draw(t *rapid.T, value reflect.Value, depth int) {
	switch {
	case value.Type() == timeType:
		value.Set(reflect.ValueOf(time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()))
	case value.Kind() == reflect.Pointer:
		if depth < 6 && rapid.Bool().Draw(t, "present") {
			target := reflect.New(value.Type().Elem())
			draw(t, target.Elem(), depth+1)
			if target.Elem().Kind() != reflect.Struct || hasParameters(target.Elem()) {
				value.Set(target)
			}
		}
	case value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Uint8:
		if data := rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "data"); len(data) > 0 {
			value.SetBytes(data)
		}
	case value.Kind() == reflect.Slice:
		drawList(t, value, depth)
	case value.Kind() == reflect.Struct:
		for i := range value.NumField() {
			draw(t, value.Field(i), depth+1)
		}
	case value.Kind() == reflect.String:
		value.SetString(rapid.String().Draw(t, "text"))
	case value.Kind() == reflect.Bool:
		value.SetBool(rapid.Bool().Draw(t, "flag"))
	case value.Kind() == reflect.Int32:
		value.SetInt(int64(rapid.Int32().Draw(t, "int32")))
	case value.Kind() == reflect.Int64:
		value.SetInt(rapid.Int64().Draw(t, "int64"))
	default:
		panic(fmt.Sprintf("no values for %s", value.Type()))
	}
}

func drawList(t *rapid.T, value reflect.Value, depth int) {
	if depth >= 6 {
		return
	}
	list := reflect.MakeSlice(value.Type(), 0, 3)
	for range rapid.IntRange(0, 3).Draw(t, "length") {
		element := reflect.New(value.Type().Elem()).Elem()
		draw(t, element, depth+1)
		if element.Kind() != reflect.Struct || hasParameters(element) {
			list = reflect.Append(list, element)
		}
	}
	if list.Len() > 0 {
		value.Set(list)
	}
}

func hasParameters(value reflect.Value) bool {
	form := map[string]string{}
	encodeStruct(form, "", value, EC2)
	return len(form) > 0
}
