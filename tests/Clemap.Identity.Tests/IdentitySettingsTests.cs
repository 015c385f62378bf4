using Clemap.Identity.Tests.Hosting;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.Configuration;

namespace Clemap.Identity.Tests;

public sealed class IdentitySettingsTests(IdentityFixture fixture)
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://192.168.1.5:8080", false)]
    [InlineData("http://portal.example", false)]
    [InlineData("https://portal.example", false)]
    public void PlainHttp_OnlyOnLoopback(string url, bool expected) => From(url, "/tmp/clemap").PlainHttp.ShouldBe(expected);

    [Theory]
    [InlineData(null, "/tmp/clemap", "Clemap:Url")]
    [InlineData("portal.example", "/tmp/clemap", "Clemap:Url")]
    [InlineData("ftp://portal.example", "/tmp/clemap", "Clemap:Url")]
    [InlineData("https://portal.example", null, "Clemap:DataDir")]
    public void From_WithoutWhatItNeeds_SaysWhat(string? url, string? dataDirectory, string named) =>
        Should.Throw<InvalidOperationException>(() => From(url, dataDirectory)).Message.ShouldContain(named);

    [Fact]
    public async Task Host_WithAPublicAddress_RefusesPlainHttp()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var host = await fixture.StartAsync(cancel, url: "http://portal.example");
        using var visitor = new Visitor(host.Address);
        using var answer = await visitor.GetAsync(new CodeFlow(host.Address).Address, cancel);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync(cancel)).ShouldContain("HTTPS");
    }

    private static IdentitySettings From(string? url, string? dataDirectory) => IdentitySettings.From(
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Clemap:Url"] = url, ["Clemap:DataDir"] = dataDirectory })
            .Build());
}
