using Clemap.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Clemap.Server.Tests.Configuration;

public sealed class ServerSettingsTests
{
    private readonly Dictionary<string, string?> values = new()
    {
        ["Clemap:Url"] = "http://127.0.0.1:8080",
        ["Clemap:DataDir"] = Path.Combine(Path.GetTempPath(), "clemap-settings"),
    };

    [Fact]
    public void From_OnlyWhatIsNeeded_ServesEverythingOnAPrivateDatabase()
    {
        var settings = Read();
        settings.Roles.ShouldBe(Enum.GetValues<NodeRole>(), ignoreOrder: true);
        settings.Listen.ShouldBe("http://127.0.0.1:8080");
        settings.Database.ShouldBeNull();
        settings.Demo.ShouldBeNull();
    }

    [Fact]
    public void From_Roles_ReadsTheWords()
    {
        values["Clemap:Roles"] = "api, Worker";
        Read().Roles.ShouldBe([NodeRole.Api, NodeRole.Worker], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Clemap:Url", "nowhere")]
    [InlineData("Clemap:Url", "http://host/with/path")]
    [InlineData("Clemap:Url", null)]
    [InlineData("Clemap:Listen", "https://127.0.0.1:1")]
    [InlineData("Clemap:DataDir", null)]
    [InlineData("Clemap:DataDir", "/proc/nowhere")]
    [InlineData("Clemap:Roles", "api,everything")]
    [InlineData("Clemap:Roles", "1")]
    [InlineData("Clemap:Log", "xml")]
    [InlineData("Clemap:AuditDays", "89")]
    [InlineData("Clemap:AuditDays", "for ever")]
    [InlineData("Clemap:TrustedProxies", "10.0.0.5, the proxy")]
    [InlineData("Clemap:TrustedProxies", "10.0.0.5/8")] // bits of a host in a network
    [InlineData("Clemap:TrustedProxies", "0.0.0.0/0")] // everybody
    [InlineData("ForwardedHeaders_Enabled", "true", "Clemap:TrustedProxies")]
    [InlineData("ConnectionStrings:App", "Host=h", "ConnectionStrings:Migrator")]
    [InlineData("Clemap:Demo", "true", "Clemap:DemoPassword")]
    public void From_BrokenRule_NamesTheKey(string key, string? value, string? named = null)
    {
        values[key] = value;
        Should.Throw<SettingsException>(Read).Message.ShouldContain(named ?? key);
    }

    [Fact]
    public void From_SeveralBrokenRules_NamesThemAll()
    {
        values["Clemap:Url"] = "";
        values["Clemap:Roles"] = "x";
        Should.Throw<SettingsException>(Read).Message.Split(Environment.NewLine).Length.ShouldBe(2);
    }

    private ServerSettings Read() => ServerSettings.From(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
}
