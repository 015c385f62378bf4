using System.Net;
using System.Net.Http.Headers;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;

namespace Clemap.Identity.Tests.Accounts;

public sealed class LoginPageTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_WrongPasswordAndUnknownAddress_AnswerTheSameSentence()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var known = await ErrorAsync(email, "not the password at all");
        var unknown = await ErrorAsync("nobody@example.ch", "not the password at all");
        known.ShouldNotBeEmpty();
        unknown.ShouldBe(known);
    }

    [Fact]
    public async Task Login_AfterFiveWrongPasswords_RefusesTheRightOneWithTheSameSentence()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var wrong = "";
        for (var attempt = 0; attempt < 5; attempt++)
            wrong = await ErrorAsync(email, "not the password at all");
        (await ErrorAsync(email, IdentityFixture.Password)).ShouldBe(wrong);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/sites?x=1", "/sites?x=1")]
    public async Task Login_ReturnUrl_IsOnlyEverOfThisHost(string returnUrl, string expected)
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.SignInAsync(
            email, IdentityFixture.Password, Cancel, "/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(expected);
    }

    [Fact]
    public async Task Login_WithoutAntiforgeryToken_IsRefused()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = email, ["Password"] = IdentityFixture.Password });
        using var answer = await visitor.Http.PostAsync(new Uri("/account/login", UriKind.Relative), form, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Login_SetsACookieThatScriptsAndForeignPagesDoNotGet()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(header => header.StartsWith("clemap-account=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
    }

    [Fact]
    public async Task Login_AddressWithSpacesAndCapitals_IsTheSamePerson()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.SignInAsync($" {email.ToUpperInvariant()} ", IdentityFixture.Password, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("de", "de", "Anmelden")]
    [InlineData("fr-FR,fr;q=0.9", "fr", "Se connecter")]
    [InlineData("it-CH", "it", "Accedi")]
    [InlineData("en-US,en;q=0.5", "en", "Sign in")]
    [InlineData("pt", "de", "Anmelden")]
    public async Task Login_SpeaksTheLanguageOfTheBrowser(string accept, string language, string title)
    {
        using var visitor = new Visitor(fixture.Address);
        visitor.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(accept);
        var html = await visitor.Http.GetStringAsync(new Uri("/account/login", UriKind.Relative), Cancel);
        html.ShouldContain($"<html lang=\"{language}\">");
        html.ShouldContain($"<h1>{title}</h1>");
    }

    [Fact]
    public async Task Language_Chosen_WinsOverTheBrowserAndComesBackToThePage()
    {
        using var visitor = new Visitor(fixture.Address);
        visitor.Http.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("de"));
        using var chosen = await visitor.GetAsync("/account/language?name=it-CH&returnUrl=%2Faccount%2Flogin%3FreturnUrl%3D%252Fsites", Cancel);
        chosen.Headers.Location!.OriginalString.ShouldBe("/account/login?returnUrl=%2Fsites");
        (await visitor.Http.GetStringAsync(new Uri("/account/login", UriKind.Relative), Cancel)).ShouldContain("<h1>Accedi</h1>");
    }

    [Fact]
    public async Task Pages_AreNotStoredAndNeedNoScript()
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.GetAsync("/account/login", Cancel);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        // The one script shows the form for passkeys, which is hidden without it.
        html.Replace("<script src=\"/account/passkeys.js\" defer></script>", "", StringComparison.Ordinal).ShouldNotContain("<script");
        html.ShouldNotContain("style=");
        html.ShouldContain("simulierten Daten");
        html.ShouldContain("href=\"/account/style.css\"");
        html.ShouldContain("href=\"/account/language?name=fr-CH&amp;returnUrl=%2Faccount%2Flogin\"");
    }

    [Fact]
    public async Task Style_ComesFromTheAssembly()
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.GetAsync("/account/style.css", Cancel);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("--paper");
    }

    [Fact]
    public async Task Pages_OutsideTheDemo_DoNotCallThemselvesOne()
    {
        await using var host = await fixture.StartAsync(Cancel, demo: false, url: "https://portal.example");
        using var visitor = new Visitor(host.Address);
        (await visitor.Http.GetStringAsync(new Uri("/account/denied", UriKind.Relative), Cancel)).ShouldNotContain("simuliert");
    }

    private async Task<string> ErrorAsync(string email, string password)
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.SignInAsync(email, password, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        return html[html.IndexOf("role=\"alert\"", StringComparison.Ordinal)..].Split('<')[0];
    }
}
