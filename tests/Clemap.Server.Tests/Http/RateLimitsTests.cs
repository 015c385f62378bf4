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
    [InlineData("POST", "/account/login", true)]
    [InlineData("GET", "/account/login", false)]
    [InlineData("POST", "/connect/token", true)]
    [InlineData("POST", "/account/external", true)]
    [InlineData("GET", "/account/external", true)]
    [InlineData("GET", "/Account/External/Callback", true)]
    [InlineData("GET", "/account/external-sign-in", false)]
    public void Answers_of_the_external_issuer_count_as_sign_ins_although_they_come_by_GET(string method, string path, bool counts)
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path) = (method, path);
        RateLimits.IsSignIn(http.Request).ShouldBe(counts);
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
