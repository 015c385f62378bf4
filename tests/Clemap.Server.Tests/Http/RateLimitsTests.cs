using System.Net;
using Clemap.Server.Configuration;
using Clemap.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Clemap.Server.Tests.Http;

public sealed class RateLimitsTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData(null, "unknown")]
    public void A_network_of_IPv6_counts_as_one_address(string? address, string expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        RateLimits.AddressOf(http).ShouldBe(expected);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1000001")]
    public void A_limit_that_is_none_is_named(string text)
    {
        var problems = new List<string>();
        using var configuration = new ConfigurationManager();
        configuration["Clemap:Limits:CallerPerMinute"] = text;
        RequestLimits.From(configuration, problems).ShouldBe(RequestLimits.Usual);
        problems.ShouldHaveSingleItem().ShouldContain("Clemap:Limits:CallerPerMinute");
    }
}
