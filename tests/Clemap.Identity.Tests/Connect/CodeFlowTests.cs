using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;

namespace Clemap.Identity.Tests.Connect;

public sealed class CodeFlowTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flow_AfterSignIn_GivesTokensThatSayWhoAndWhere()
    {
        var (id, email) = await fixture.PersonAsync(Role.Administrator);
        using var visitor = new Visitor(fixture.Address);
        var tokens = await new CodeFlow(fixture.Address).RunAsync(visitor, email, IdentityFixture.Password, Cancel);

        foreach (var token in new[] { TokenContent.Of(tokens, "access_token"), TokenContent.Of(tokens, "id_token") })
        {
            token.Text("iss").ShouldBe(fixture.Address.AbsoluteUri);
            token.Text(ClemapClaims.Subject).ShouldBe(id.ToString());
            token.Text(ClemapClaims.Name).ShouldBe("Anna Keller");
            token.Text(ClemapClaims.Organisation).ShouldBe(fixture.FirstOrganisation.ToString());
            token.Text(ClemapClaims.Role).ShouldBe(Role.Administrator);
            token.TryGetProperty("security_stamp", out _).ShouldBeFalse();
        }
        TokenContent.Of(tokens, "access_token").Text("aud").ShouldBe(ClemapClaims.Audience);
        TokenContent.Of(tokens, "id_token").Text("aud").ShouldBe(CodeFlow.Client);
        TokenContent.Of(tokens, "id_token").Text("nonce").ShouldBe("nonce-1");
        TokenContent.Of(tokens, "id_token").Text("email").ShouldBe(email);
        TokenContent.Of(tokens, "access_token").TryGetProperty("email", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Flow_PersonWithTwoRoles_TokenHasBoth()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner, Role.Electrician);
        var token = TokenContent.Of(await CodeFlow.AccessTokenAsync(fixture.Address, email, IdentityFixture.Password, Cancel));
        token.GetProperty(ClemapClaims.Role).EnumerateArray().Select(role => role.GetString()).ShouldBe([Role.Electrician, Role.Owner], ignoreOrder: true);
    }

    [Fact]
    public async Task Code_RedeemedTwice_IsRefusedAndEndsWhatItGave()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        var code = await flow.CodeAsync(visitor, email, IdentityFixture.Password, Cancel);
        using var first = await flow.RedeemAsync(code, Cancel);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var refreshToken = JsonElement.Parse(await first.Content.ReadAsStringAsync(Cancel)).Text("refresh_token")!;

        using var second = await flow.RedeemAsync(code, Cancel);
        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await second.ErrorAsync(Cancel)).ShouldBe("invalid_grant");
        using var refreshed = await flow.RefreshAsync(refreshToken, Cancel);
        (await refreshed.ErrorAsync(Cancel)).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Code_WithAnotherVerifier_IsRefused()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        var code = await flow.CodeAsync(visitor, email, IdentityFixture.Password, Cancel);
        using var answer = await flow.RedeemAsync(code, Cancel, otherVerifier: new string('a', 43));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.ErrorAsync(Cancel)).ShouldBe("invalid_grant");
    }

    [Theory]
    [InlineData("org", "nonsense", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    public async Task Authorize_WithoutWhatIsRequired_TellsTheClientWhy(string parameter, string? value, string error)
    {
        using var visitor = new Visitor(fixture.Address);
        if (parameter == "org")
            (await visitor.SignInAsync((await fixture.PersonAsync(Role.Owner)).Email, IdentityFixture.Password, Cancel)).Dispose();
        var flow = Changed(parameter, value);
        var answer = await flow.AnswerAsync(visitor, flow.Address, Cancel);
        answer["error"].ShouldBe(error);
        answer["code"].ShouldBeNull();
        answer["state"].ShouldBe("state-1");
    }

    [Theory]
    [InlineData("code_challenge", null, "invalid_request")] // half of PKCE
    [InlineData("code_challenge_method", "plain", "invalid_request")] // the verifier itself in the address bar
    [InlineData("response_type", "token", "unsupported_response_type")] // implicit flow
    [InlineData("scope", "openid device", "invalid_request")] // a person is no device
    [InlineData("scope", "openid nonsense", "invalid_scope")]
    [InlineData("redirect_uri", "https://evil.example/callback", "invalid_request")]
    [InlineData("redirect_uri", "http://127.0.0.1/callback/other", "invalid_request")]
    [InlineData("client_id", "nobody", "invalid_request")]
    public async Task Authorize_WithWhatIsNeverAllowed_RedirectsNowhere(string parameter, string? value, string error)
    {
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync((await fixture.PersonAsync(Role.Owner)).Email, IdentityFixture.Password, Cancel)).Dispose();
        await ShouldStayAsync(visitor, Changed(parameter, value), error);
    }

    [Fact]
    public async Task Authorize_WithoutProofKey_RedirectsNowhere()
    {
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync((await fixture.PersonAsync(Role.Owner)).Email, IdentityFixture.Password, Cancel)).Dispose();
        var flow = Changed("code_challenge", null);
        flow.Parameters.Remove("code_challenge_method");
        await ShouldStayAsync(visitor, flow, "invalid_request");
    }

    [Fact]
    public async Task Authorize_PersonOfNoOrganisation_IsDenied()
    {
        var (_, email) = await fixture.PersonAsync();
        (await AnswerForAsync(email, new CodeFlow(fixture.Address)))["error"].ShouldBe("access_denied");
    }

    [Fact]
    public async Task Authorize_OrganisationOfOthers_IsDenied()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        (await AnswerForAsync(email, Changed("org", fixture.SecondOrganisation.ToString())))["error"].ShouldBe("access_denied");
    }

    [Fact]
    public async Task Authorize_PersonOfTwoOrganisations_GetsTheOneThatTheClientChose()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await fixture.JoinAsync(id, fixture.SecondOrganisation, Role.Electrician);
        using var visitor = new Visitor(fixture.Address);
        var chosen = await Changed("org", fixture.SecondOrganisation.ToString()).RunAsync(visitor, email, IdentityFixture.Password, Cancel);
        TokenContent.Of(chosen, "access_token").Text(ClemapClaims.Organisation).ShouldBe(fixture.SecondOrganisation.ToString());
        TokenContent.Of(chosen, "access_token").Text(ClemapClaims.Role).ShouldBe(Role.Electrician);
    }

    [Fact]
    public async Task Authorize_PersonOfTwoOrganisations_ChoosesOnAPage_ThatGoesOnAsTheyChose()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await fixture.JoinAsync(id, fixture.SecondOrganisation, Role.Electrician);
        using var visitor = await fixture.SignedInAsync(email);
        var flow = new CodeFlow(fixture.Address);
        using var asked = await visitor.GetAsync(flow.Address, Cancel);
        asked.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var page = await visitor.GetAsync(asked.Headers.Location!.ToString(), Cancel);
        var lines = Regex.Matches(await page.Content.ReadAsStringAsync(Cancel), "<li><a href=\"([^\"]+)\">([^<]+)</a></li>");
        lines.Select(line => line.Groups[2].Value).ShouldBe(["Ahorn AG", "Buche AG"]);

        var answer = await flow.AnswerAsync(visitor, HttpUtility.HtmlDecode(lines[1].Groups[1].Value), Cancel);
        using var redeemed = await flow.RedeemAsync(answer["code"].ShouldNotBeNull(), Cancel);
        var token = TokenContent.Of(await redeemed.Content.ReadFromJsonAsync<JsonElement>(Cancel), "access_token");
        (token.Text(ClemapClaims.Organisation), token.Text(ClemapClaims.Role)).ShouldBe((fixture.SecondOrganisation.ToString(), Role.Electrician));
    }

    [Theory]
    [InlineData("//evil.example/connect/authorize?x=1")]
    [InlineData("https://evil.example/connect/authorize?x=1")]
    [InlineData("/account/logout?x=1")]
    public async Task Choice_LeadsToNoOtherPlace(string returnUrl)
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = await fixture.SignedInAsync(email);
        using var page = await visitor.GetAsync("/account/organisation?returnUrl=" + Uri.EscapeDataString(returnUrl), Cancel);
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("<li><a href=\"/\">Ahorn AG</a></li>");
    }

    [Fact]
    public async Task Authorize_PersonOfTwoOrganisations_WhoMustNotBeAsked_IsAnError()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await fixture.JoinAsync(id, fixture.SecondOrganisation, Role.Electrician);
        using var visitor = await fixture.SignedInAsync(email);
        var flow = Changed("prompt", "none");
        (await flow.AnswerAsync(visitor, flow.Address, Cancel))["error"].ShouldBe("interaction_required");
    }

    [Fact]
    public async Task Authorize_AlreadySignedIn_AsksNobody()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        var flow = new CodeFlow(fixture.Address);
        (await flow.AnswerAsync(visitor, flow.Address, Cancel))["code"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Authorize_PromptLogin_AsksOnceMoreAndThenGoesOn()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        var flow = Changed("prompt", "login");
        (await flow.CodeAsync(visitor, email, IdentityFixture.Password, Cancel)).ShouldNotBeEmpty();
    }

    private static async Task ShouldStayAsync(Visitor visitor, CodeFlow flow, string error)
    {
        using var answer = await visitor.GetAsync(flow.Address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"error:{error}");
    }

    private CodeFlow Changed(string parameter, string? value)
    {
        var flow = new CodeFlow(fixture.Address);
        if (value is null)
            flow.Parameters.Remove(parameter);
        else
            flow.Parameters[parameter] = value;
        return flow;
    }

    private async Task<System.Collections.Specialized.NameValueCollection> AnswerForAsync(string email, CodeFlow flow)
    {
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        return await flow.AnswerAsync(visitor, flow.Address, Cancel);
    }
}
