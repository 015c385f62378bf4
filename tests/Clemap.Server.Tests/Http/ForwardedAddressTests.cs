using Clemap.Server.Configuration;
using Clemap.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Clemap.Server.Tests.Http;

/// <summary>The caller is this process, on loopback; the headers are what a proxy, or somebody who plays one, sends.</summary>
public sealed class ForwardedAddressTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", "https 203.0.113.9")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "https 203.0.113.9")]
    [InlineData("127.0.0.1", "192.0.2.66, 203.0.113.9", "https 203.0.113.9")] // the caller had put another's address before its own
    [InlineData("127.0.0.1, 10.0.0.0/8", "192.0.2.66, 203.0.113.9, 10.1.2.3", "https 203.0.113.9")] // two proxies
    [InlineData("127.0.0.1", "2001:db8::7", "https 2001:db8::7")]
    [InlineData("127.0.0.1", "nonsense", "http 127.0.0.1")]
    [InlineData("10.0.0.5", "203.0.113.9", "http 127.0.0.1")] // not from the proxy
    [InlineData("", "203.0.113.9", "http 127.0.0.1")]
    public async Task The_address_is_the_last_that_no_proxy_has(string trusted, string forwarded, string expected)
    {
        var problems = new List<string>();
        var proxies = TrustedProxies.From(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Clemap:TrustedProxies"] = trusted }).Build(), problems);
        problems.ShouldBeEmpty();

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseForwardedAddress(proxies);
        app.Run(http => http.Response.WriteAsync($"{http.Request.Scheme} {http.Connection.RemoteIpAddress}"));
        await app.StartAsync(Cancel);

        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Proto", string.Join(", ", forwarded.Split(',').Select(_ => "https")));
        (await http.GetStringAsync(new Uri(app.Urls.Single()), Cancel)).ShouldBe(expected);
        await app.StopAsync(Cancel);
    }
}
