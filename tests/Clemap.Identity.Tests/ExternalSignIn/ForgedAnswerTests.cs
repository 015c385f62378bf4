using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Identity.Accounts;
using Clemap.Identity.Tests.Hosting;
using Clemap.Testing.SignIn;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>Answers of the external issuer that break a rule: each gets a page, and signs nobody in.</summary>
[Collection(nameof(ExternalFixture))]
public sealed class ForgedAnswerTests(ExternalFixture external)
{
    private const string Refused = "/account/external/failed?why=refused";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forgeries => ["issuer", "audience", "expired", "future", "nonce", "no nonce", "no subject", "foreign key", "unsigned", "client secret", "cut"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_breaks_a_rule_signs_nobody_in(string forgery)
    {
        var (_, _, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        using var page = await external.SignInAsync(visitor, persona with { Spoil = token => Forge(token, forgery) });
        page.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ExternalFixture.TextAsync(page)).ShouldContain("Die Antwort von Muster-Login wurde nicht angenommen");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_token_made_anew_by_the_issuer_is_taken()
    {
        // Otherwise the forgeries might be refused for how they are made.
        var (_, email, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona with { Spoil = token => Forge(token, "") })).Dispose();
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
    }

    [Theory]
    [InlineData("access_denied", "declined")]
    [InlineData("login_required", "refused")]
    [InlineData("server_error", "refused")]
    public async Task An_error_of_the_issuer_is_told_and_signs_nobody_in(string error, string why)
    {
        var (_, _, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
        using var back = await visitor.GetAsync(await external.AtIssuerAsync(sent, persona with { Error = error }), Cancel);
        back.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=" + why);
        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_opens_once_and_only_in_the_browser_that_asked()
    {
        var (_, email, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
        var answer = await external.AtIssuerAsync(sent, persona);

        using var victim = new Visitor(external.Beside.Address);
        await IsRefusedAsync(victim, answer);

        using (var first = await visitor.GetAsync(answer, Cancel))
            (await visitor.GetAsync(first.Headers.Location!.ToString(), Cancel)).Dispose();
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
        (await visitor.SubmitAsync(AccountPaths.Logout, [], Cancel)).Dispose();
        await IsRefusedAsync(visitor, answer);
    }

    [Fact]
    public async Task An_answer_with_another_state_code_or_issuer_or_without_one_is_refused()
    {
        var (_, _, persona) = await external.LinkedAsync();
        foreach (var (name, value) in new (string, string?)[] { ("state", "forged"), ("state", null), ("code", "forged"), ("code", null), ("iss", "https://other.example/"), ("iss", null) })
        {
            using var visitor = new Visitor(external.Beside.Address);
            using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
            var answer = new Uri(await external.AtIssuerAsync(sent, persona));
            var query = System.Web.HttpUtility.ParseQueryString(answer.Query);
            query[name].ShouldNotBeNull(name);
            if (value is null)
                query.Remove(name);
            else
                query[name] = value;
            await IsRefusedAsync(visitor, answer.GetLeftPart(UriPartial.Path) + "?" + query);
        }

        using var stranger = new Visitor(external.Beside.Address);
        await IsRefusedAsync(stranger, Identity.ExternalSignIn.ExternalIssuer.CallbackPath);
    }

    [Fact]
    public async Task The_request_has_a_challenge_a_nonce_and_a_state_and_goes_to_the_issuer_alone()
    {
        using var visitor = new Visitor(external.Beside.Address);
        using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
        var request = sent.Headers.Location!;
        request.AbsoluteUri.ShouldStartWith(external.Issuer.Address.AbsoluteUri);
        var query = System.Web.HttpUtility.ParseQueryString(request.Query);
        query["response_type"].ShouldBe("code");
        query["code_challenge_method"].ShouldBe("S256");
        foreach (var name in new[] { "code_challenge", "nonce", "state" })
            query[name].ShouldNotBeNullOrEmpty(name);
        query["redirect_uri"].ShouldBe(new Uri(external.Beside.Address, "/account/external/callback").AbsoluteUri);
        foreach (var cookie in sent.Headers.GetValues("Set-Cookie").Where(header => header.Contains("expires", StringComparison.OrdinalIgnoreCase)))
        {
            cookie.ShouldContain("httponly", Case.Insensitive);
            cookie.ShouldContain("samesite=lax", Case.Insensitive);
        }
    }

    [Fact]
    public async Task Nobody_is_sent_there_by_a_foreign_page()
    {
        using var visitor = new Visitor(external.Beside.Address);
        using var form = new FormUrlEncodedContent([]);
        using var answer = await visitor.Http.PostAsync(new Uri(AccountPaths.External, UriKind.Relative), form, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_issuer_that_is_down_before_or_on_the_way_or_says_it_is_another_one_is_told()
    {
        await using (var nobody = await external.StartAsync($"http://127.0.0.1:{ForeignIssuer.FreePort()}/"))
            await IsDownAsync(nobody);
        // The same server under another name than it gives itself.
        await using (var other = await external.StartAsync(external.Issuer.Address.AbsoluteUri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))
            await IsDownAsync(other);

        var issuer = await ForeignIssuer.StartAsync(Cancel);
        await using var host = await external.StartAsync(issuer.Address.AbsoluteUri);
        using var visitor = new Visitor(host.Address);
        using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
        sent.Headers.Location!.OriginalString.ShouldStartWith(issuer.Address.AbsoluteUri, customMessage: string.Join('\n', host.Log));
        var query = System.Web.HttpUtility.ParseQueryString(sent.Headers.Location.Query);
        await issuer.DisposeAsync();
        using var back = await visitor.GetAsync(
            $"{Identity.ExternalSignIn.ExternalIssuer.CallbackPath}?code=x&state={Uri.EscapeDataString(query["state"]!)}&iss={Uri.EscapeDataString(issuer.Address.AbsoluteUri)}", Cancel);
        back.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=unavailable");
    }

    private static async Task IsDownAsync(IdentityHost host)
    {
        using var visitor = new Visitor(host.Address);
        using var sent = await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, AccountPaths.External);
        sent.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=unavailable");
        using var page = await visitor.GetAsync(sent.Headers.Location.OriginalString, Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ExternalFixture.TextAsync(page)).ShouldContain("Muster-Login antwortet im Moment nicht");
    }

    private static async Task IsRefusedAsync(Visitor visitor, string answer)
    {
        using var back = await visitor.GetAsync(answer, Cancel);
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        back.Headers.Location!.OriginalString.ShouldBe(Refused, answer);
        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
    }

    private string Forge(string token, string how)
    {
        var content = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        switch (how)
        {
            case "issuer":
                content["iss"] = "https://other.example/";
                break;
            case "audience":
                content["aud"] = "another-client";
                break;
            case "expired":
                (content["iat"], content["nbf"], content["exp"]) = (now - 1200, now - 1200, now - 600);
                break;
            case "future":
                (content["nbf"], content["exp"]) = (now + 600, now + 1200);
                break;
            case "nonce":
                content["nonce"] = "of another request";
                break;
            case "no nonce":
                content.Remove("nonce");
                break;
            case "no subject":
                content.Remove("sub");
                break;
        }

        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        switch (how)
        {
            case "foreign key":
                using (var rsa = RSA.Create(2048))
                    return handler.CreateToken(content.ToJsonString(), new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = "of-the-issuer" }, SecurityAlgorithms.RsaSha256));
            case "unsigned":
                return handler.CreateToken(content.ToJsonString());
            case "client secret":
                return handler.CreateToken(content.ToJsonString(), new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ForeignIssuer.Secret)), SecurityAlgorithms.HmacSha256));
            case "cut":
                return token[..^20];
            default:
                return handler.CreateToken(content.ToJsonString(), external.Issuer.Credentials);
        }
    }
}
