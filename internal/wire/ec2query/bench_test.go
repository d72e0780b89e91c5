package ec2query

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"sallyport/internal/wire/ec2model"
)

// BenchmarkDescribeVpcs is the whole handler: a form in, an answer with some VPCs out.
func BenchmarkDescribeVpcs(b *testing.B) {
	for _, count := range []int{1, 100} {
		var answer ec2model.DescribeVpcsOutput
		for range count {
			answer.Vpcs = append(answer.Vpcs, exampleVpc())
		}
		handler := NewHandler(Service{
			Version: "2016-11-15", Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
			Validate: CheckShape(ec2model.Schema()),
			Operations: []Operation{
				Op("DescribeVpcs", func(context.Context, *ec2model.DescribeVpcsInput) (*ec2model.DescribeVpcsOutput, error) {
					return &answer, nil
				}),
			},
		})
		const form = "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=isDefault&Filter.1.Value.1=true&MaxResults=100"
		b.Run(fmt.Sprintf("vpcs=%d", count), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				recorder := httptest.NewRecorder()
				handler.ServeHTTP(recorder, httptest.NewRequest("POST", "/", strings.NewReader(form)))
				if recorder.Code != 200 {
					b.Fatal(recorder.Body)
				}
			}
		})
	}
}

// BenchmarkAuthorize is a large request: a thousand rules.
func BenchmarkAuthorize(b *testing.B) {
	handler := NewHandler(Service{
		Version:  "2016-11-15",
		Validate: CheckShape(ec2model.Schema()),
		Operations: []Operation{
			noop[ec2model.AuthorizeSecurityGroupIngressInput, ec2model.AuthorizeSecurityGroupIngressOutput]("AuthorizeSecurityGroupIngress"),
		},
	})
	var form strings.Builder
	form.WriteString("Action=AuthorizeSecurityGroupIngress&GroupId=sg-1")
	for i := range 1000 {
		fmt.Fprintf(&form, "&IpPermissions.%d.IpProtocol=tcp&IpPermissions.%d.FromPort=443&IpPermissions.%d.ToPort=443"+
			"&IpPermissions.%d.IpRanges.1.CidrIp=10.%d.%d.0%%2F24", i+1, i+1, i+1, i+1, i/256, i%256)
	}
	b.ReportAllocs()
	for b.Loop() {
		if status, body := post(b, handler, form.String()); status != 200 {
			b.Fatal(body)
		}
	}
}

func exampleVpc() ec2model.Vpc {
	return ec2model.Vpc{
		VpcId: new("vpc-0123456789abcdef0"), CidrBlock: new("10.0.0.0/16"), State: ec2model.VpcStateAvailable,
		OwnerId: new("000000000000"), DhcpOptionsId: new("dopt-0123456789abcdef0"), IsDefault: new(false),
		InstanceTenancy: ec2model.TenancyDefault,
		CidrBlockAssociationSet: []ec2model.VpcCidrBlockAssociation{{
			AssociationId: new("vpc-cidr-assoc-0123456789abcdef0"), CidrBlock: new("10.0.0.0/16"),
			CidrBlockState: &ec2model.VpcCidrBlockState{State: ec2model.VpcCidrBlockStateCodeAssociated},
		}},
		Tags: []ec2model.Tag{{Key: new("Name"), Value: new("main")}},
	}
}
