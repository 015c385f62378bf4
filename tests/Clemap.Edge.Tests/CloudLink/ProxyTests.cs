using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clemap.Edge.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class ProxyTests
{
    [Fact]
    public async Task Through_a_proxy_that_wants_a_user_everything_works_the_stream_too()
    {
        await using var bench = await LinkBench.CreateAsync();
        await using var proxy = new ForwardProxy("site", "gäste-netz");
        await bench.StartAsync(way: new CloudConfiguration(bench.Cloud.Address, TestCloud.OneTimeCode)
        {
            Proxy = new ProxyConfiguration(proxy.Address, "site", "gäste-netz"),
        });
        bench.Fill(2);
        bench.Cloud.Send(LinkBench.Wish(1, 30));
        await Patience.UntilAsync(() => bench.Cloud.Stored.Count == 2 && bench.Limits.Wanted.Version == 1, "rows and a version");

        proxy.Passed.ShouldContain($"POST {bench.Cloud.Address}/api/v1/telemetry HTTP/1.1");
        proxy.Passed.ShouldContain($"GET {bench.Cloud.Address}/api/v1/device/desired-state HTTP/1.1");
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_user_is_named()
    {
        await using var bench = await LinkBench.CreateAsync();
        await using var proxy = new ForwardProxy("site", "right");
        await bench.StartAsync(way: new CloudConfiguration(bench.Cloud.Address, TestCloud.OneTimeCode)
        {
            Proxy = new ProxyConfiguration(proxy.Address, "site", "wrong"),
        });
        await Patience.UntilAsync(() => bench.Link.Problem?.Contains("407") == true, "the refusal");

        proxy.Passed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        await using var bench = await LinkBench.CreateAsync();
        await bench.StartAsync(way: new CloudConfiguration(bench.Cloud.Address, TestCloud.OneTimeCode) { Proxy = new ProxyConfiguration("http://127.0.0.1:1") });

        await Patience.UntilAsync(() => bench.Link.Problem?.Contains("No connection to the proxy 127.0.0.1:1") == true, "the sentence");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_is_not_in_order_is_refused_with_a_sentence_also_through_a_tunnel(bool throughProxy)
    {
        await using var bench = await LinkBench.CreateAsync();
        await using var proxy = new ForwardProxy("site", "right");
        await using var server = await StartAsync(SelfSigned("CN=localhost", days: 10));
        await bench.StartAsync(way: new CloudConfiguration(server.Urls.First().Replace("127.0.0.1", "localhost"), TestCloud.OneTimeCode)
        {
            Proxy = throughProxy ? new ProxyConfiguration(proxy.Address, "site", "right") : null,
        });
        await Patience.UntilAsync(() => bench.Link.Problem is not null, "a problem");

        bench.Link.Problem!.ShouldContain("The certificate that localhost shows (CN=localhost) is not trusted");
        proxy.Passed.Any(line => line.StartsWith("CONNECT localhost:", StringComparison.Ordinal)).ShouldBe(throughProxy);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_told_with_its_dates_and_the_time_of_the_device()
    {
        await using var bench = await LinkBench.CreateAsync();
        await using var server = await StartAsync(SelfSigned("CN=localhost", days: -1));
        await bench.StartAsync(way: new CloudConfiguration(server.Urls.First(), TestCloud.OneTimeCode));
        await Patience.UntilAsync(() => bench.Link.Problem is not null, "a problem");

        bench.Link.Problem!.ShouldContain("is valid from");
        bench.Link.Problem!.ShouldContain("this device's clock says");
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told()
    {
        await using var bench = await LinkBench.CreateAsync();
        await bench.StartAsync(way: new CloudConfiguration("https://cloud.invalid", TestCloud.OneTimeCode));
        await Patience.UntilAsync(() => bench.Link.Problem is not null, "a problem");

        bench.Link.Problem!.ShouldContain("cloud.invalid");
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private static X509Certificate2 SelfSigned(string subject, int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-20), now.AddDays(days));
    }
}
