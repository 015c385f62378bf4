using Clemap.Identity.ExternalSignIn;
using Microsoft.Extensions.Configuration;

namespace Clemap.Identity.Tests.ExternalSignIn;

public sealed class ExternalIssuerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-issuer-").FullName;

    [Fact]
    public void Nothing_set_is_no_issuer() => From([]).ShouldBeNull();

    [Fact]
    public void What_is_set_is_read_and_the_host_is_the_name_where_none_is_given()
    {
        var issuer = From([("Issuer", "https://login.example/realms/site"), ("ClientId", "clemap"), ("ClientSecret", "s3cret"), ("Instead", "True")])!;
        issuer.ShouldBe(new ExternalIssuer("https://login.example/realms/site", "clemap", "s3cret", "login.example", true));
        From([("Issuer", "http://127.0.0.1:9000/"), ("ClientId", "clemap"), ("DisplayName", "Gemeinde Muster")])
            .ShouldBe(new ExternalIssuer("http://127.0.0.1:9000/", "clemap", null, "Gemeinde Muster", false));
    }

    [Fact]
    public void The_secret_may_lie_in_a_file()
    {
        var file = Path.Combine(folder, "secret");
        File.WriteAllText(file, "of the file\n");
        From([("Issuer", "https://login.example"), ("ClientId", "clemap"), ("ClientSecretFile", file)])!.ClientSecret.ShouldBe("of the file");
    }

    [Theory]
    [InlineData("Issuer", "http://login.example/")] // read along on the way
    [InlineData("Issuer", "login.example")]
    [InlineData("Issuer", "https://login.example/?tenant=1")]
    [InlineData("Issuer", "https://user@login.example/")]
    [InlineData("Issuer", "https://own.example/")] // this very server
    [InlineData("ClientId", null)]
    [InlineData("ClientId", " ")]
    [InlineData("Instead", "perhaps")]
    [InlineData("DisplayName", "two\nlines")]
    [InlineData("DisplayName", "a name that is much too long to stand on a button of a page, however wide it may be")]
    [InlineData("ClientSecretFile", "/nowhere/secret")]
    [InlineData("ClientSecretFile", "/dev/null")] // nothing in it
    public void A_broken_rule_names_its_key(string key, string? value)
    {
        var settings = new Dictionary<string, string?> { ["Issuer"] = "https://login.example/", ["ClientId"] = "clemap", [key] = value };
        var said = Should.Throw<IdentitySettingsException>(() => From([.. settings.Select(pair => (pair.Key, pair.Value))])).Message;
        said.Split(Environment.NewLine).ShouldHaveSingleItem().ShouldContain("Clemap:ExternalSignIn:" + key);
    }

    [Theory]
    [InlineData("Instead", "true")]
    [InlineData("ClientId", "clemap")]
    [InlineData("ClientSecret", "s3cret")]
    [InlineData("ClientSecretFile", "/run/secret")]
    [InlineData("DisplayName", "Gemeinde Muster")]
    public void Anything_without_an_issuer_is_refused(string key, string value)
    {
        var said = Should.Throw<IdentitySettingsException>(() => From([(key, value)])).Message;
        said.ShouldContain("Clemap:ExternalSignIn:" + key);
        said.ShouldContain("Clemap:ExternalSignIn:Issuer");
    }

    [Fact]
    public void Two_secrets_and_other_broken_rules_are_all_named()
    {
        var file = Path.Combine(folder, "secret");
        File.WriteAllText(file, "x");
        var said = Should.Throw<IdentitySettingsException>(() => From([("Issuer", "ftp://x"), ("ClientSecret", "y"), ("ClientSecretFile", file)])).Message;
        said.Split(Environment.NewLine).Length.ShouldBe(3);
        said.ShouldContain("must not both be set");
        said.ShouldNotContain("'y'");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ExternalIssuer? From((string Key, string? Value)[] settings) => ExternalIssuer.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create("Clemap:ExternalSignIn:" + pair.Key, pair.Value))).Build(),
        new Uri("https://own.example"));
}
