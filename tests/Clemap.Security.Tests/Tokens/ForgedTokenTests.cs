using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Tokens;

/// <summary>Tokens that are nearly right. Each differs in one thing from one that opens the sites of an organisation.</summary>
public sealed class ForgedTokenTests(ServerFixture server)
{
    private (string Subject, string SignIn)? signedIn;

    [Fact]
    public async Task Signed_by_the_real_key_with_all_as_it_must_be_a_token_opens()
    {
        // If this fails, the refusals below prove nothing.
        var site = await server.NewSiteAsync();
        (await StatusAsync(Real(await ClaimsAsync(site.OrganisationId)))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("aud", "somebody-else")]
    [InlineData("aud", "clemap-portal")]
    [InlineData("iss", "https://evil.example/")]
    [InlineData("iss", "")]
    public async Task For_another_audience_or_from_another_issuer(string claim, string value)
    {
        var site = await server.NewSiteAsync();
        var claims = await ClaimsAsync(site.OrganisationId);
        claims[claim] = value;
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("sid")]
    [InlineData("sub")]
    public async Task Of_a_sign_in_that_is_none_or_another_s(string claim)
    {
        var site = await server.NewSiteAsync();
        var claims = await ClaimsAsync(site.OrganisationId);
        claims[claim] = Guid.CreateVersion7().ToString();
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
        claims.Remove(claim);
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("aud")]
    [InlineData("iss")]
    public async Task Without_audience_or_issuer(string claim)
    {
        var site = await server.NewSiteAsync();
        var claims = await ClaimsAsync(site.OrganisationId);
        claims.Remove(claim);
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Ended_an_hour_ago()
    {
        var site = await server.NewSiteAsync();
        var now = TimeProvider.System.GetUtcNow();
        var ended = await ClaimsAsync(site.OrganisationId);
        ended["exp"] = now.AddHours(-1).ToUnixTimeSeconds();
        (await StatusAsync(Real(ended))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_an_end()
    {
        var site = await server.NewSiteAsync();
        var endless = await ClaimsAsync(site.OrganisationId);
        endless.Remove("exp");
        (await StatusAsync(Real(endless))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Not_begun_yet()
    {
        var site = await server.NewSiteAsync();
        var now = TimeProvider.System.GetUtcNow();
        var claims = await ClaimsAsync(site.OrganisationId);
        claims["exp"] = now.AddHours(2).ToUnixTimeSeconds();
        claims["nbf"] = now.AddHours(-1).ToUnixTimeSeconds();
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.OK, "one that has begun opens");
        claims["nbf"] = now.AddHours(1).ToUnixTimeSeconds();
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
        claims["nbf"] = "tomorrow";
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("id_token")]
    [InlineData("oi_ref+jwt")]
    [InlineData("oi_auc+jwt")]
    public async Task Of_another_kind(string type)
    {
        var site = await server.NewSiteAsync();
        (await StatusAsync(Real(await ClaimsAsync(site.OrganisationId), type))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task Without_a_signature(string algorithm)
    {
        var site = await server.NewSiteAsync();
        var header = Encode(new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt" });
        (await StatusAsync($"{header}.{Encode(await ClaimsAsync(site.OrganisationId))}.")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signed_with_the_public_key_as_if_it_were_a_password()
    {
        var site = await server.NewSiteAsync();
        using var anonymous = server.Anonymous();
        var keys = await anonymous.GetStringAsync(Local("/.well-known/jwks"), Cancel);
        var published = JsonNode.Parse(keys)!["keys"]!.AsArray()[0]!;
        var kid = (string)published["kid"]!;
        foreach (var secret in new[] { (string)published["n"]!, published.ToJsonString(), keys })
        {
            var content = $"{Encode(new JsonObject { ["alg"] = "HS256", ["typ"] = "at+jwt", ["kid"] = kid })}.{Encode(await ClaimsAsync(site.OrganisationId))}";
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content));
            (await StatusAsync($"{content}.{Base64Url.EncodeToString(signature)}")).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Signed_by_a_stranger_under_the_real_keys_name_or_with_the_key_in_the_token()
    {
        var site = await server.NewSiteAsync();
        using var stranger = RSA.Create(2048);
        var point = stranger.ExportParameters(includePrivateParameters: false);
        var own = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(point.Modulus), ["e"] = Base64Url.EncodeToString(point.Exponent) };
        JsonObject[] headers =
        [
            new() { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = Signing.Key.KeyId },
            new() { ["alg"] = "RS256", ["typ"] = "at+jwt", ["jwk"] = own },
            new() { ["alg"] = "RS256", ["typ"] = "at+jwt", ["jku"] = "https://evil.example/jwks" },
        ];
        foreach (var header in headers)
        {
            var content = $"{Encode(header)}.{Encode(await ClaimsAsync(site.OrganisationId))}";
            var signature = stranger.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            (await StatusAsync($"{content}.{Base64Url.EncodeToString(signature)}")).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Moved_to_another_organisation_after_it_was_signed()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var parts = Real(await ClaimsAsync(own.OrganisationId)).Split('.');
        parts[1] = Encode(await ClaimsAsync(foreign.OrganisationId));
        (await StatusAsync(string.Join('.', parts))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task That_says_more_than_the_person_is()
    {
        var site = await server.NewSiteAsync();
        foreach (var (claim, value) in new[] { ("role", "superuser"), ("role", Role.Administrator), ("role", ""), ("site_role", $"administrator@{site.SiteId}") })
        {
            var claims = await ClaimsAsync(site.OrganisationId);
            claims.Remove("role");
            claims[claim] = value;
            (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Forbidden, $"{claim} {value}");
        }
    }

    [Fact]
    public async Task In_an_organisation_that_is_none_or_another_s()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var claims = await ClaimsAsync(own.OrganisationId);
        foreach (var nowhere in new[] { "' or 1=1 --", "", Guid.CreateVersion7().ToString(), foreign.OrganisationId.ToString() })
        {
            claims["org"] = nowhere;
            (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Forbidden, nowhere);
        }

        claims.Remove("org");
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task At_a_site_of_an_organisation_that_is_another_s()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var claims = await ClaimsAsync(own.OrganisationId);
        claims.Remove("role");
        claims["site_role"] = $"administrator@{foreign.SiteId}";
        claims["org"] = foreign.OrganisationId.ToString();
        (await StatusAsync(Real(claims))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("token")]
    public async Task In_the_address_where_it_would_end_in_logs(string parameter)
    {
        var site = await server.NewSiteAsync();
        using var anonymous = server.Anonymous();
        using var answer = await anonymous.GetAsync(Local($"/api/v1/sites?{parameter}={Real(await ClaimsAsync(site.OrganisationId))}"), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private SigningCredentials Signing => server.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials[0];

    // Of a sign-in that stands: without one a token is refused before anything else in it matters.
    private async Task<JsonObject> ClaimsAsync(Guid organisationId)
    {
        if (signedIn is null)
        {
            using var person = await server.PersonAsync(organisationId, Role.Owner);
            var token = new JsonWebToken(person.DefaultRequestHeaders.Authorization!.Parameter);
            signedIn = (token.Subject, token.GetClaim(ClemapClaims.SignIn).Value);
        }
        var (subject, signIn) = signedIn.Value;
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = server.Address.AbsoluteUri,
            ["aud"] = ClemapClaims.Audience,
            ["sub"] = subject,
            ["sid"] = signIn,
            ["org"] = organisationId.ToString(),
            ["role"] = Role.Owner,
            ["scope"] = ClemapClaims.ApiScope,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
    }

    private string Real(JsonObject claims, string type = "at+jwt") => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
        .CreateToken(claims.ToJsonString(), Signing, new Dictionary<string, object> { ["typ"] = type });

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var client = server.Bearer(token);
        using var answer = await client.GetAsync(Local("/api/v1/sites"), Cancel);
        return answer.StatusCode;
    }

    private static string Encode(JsonNode value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
