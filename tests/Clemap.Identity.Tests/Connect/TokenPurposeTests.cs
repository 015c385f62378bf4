using System.Net;
using System.Net.Http.Headers;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;

namespace Clemap.Identity.Tests.Connect;

/// <summary>A token opens only what it was made for.</summary>
public sealed class TokenPurposeTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PersonsToken_OpensWhatTheRoleMayAndNoDeviceEndpoint()
    {
        var (_, email) = await fixture.PersonAsync(Role.Administrator);
        var token = await CodeFlow.AccessTokenAsync(fixture.Address, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(IdentityHost.ForPeople, token)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(IdentityHost.ForDevices, token)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task PersonsToken_RoleThatMayNot_IsForbidden()
    {
        var (_, email) = await fixture.PersonAsync(Role.EnergySupplier);
        var token = await CodeFlow.AccessTokenAsync(fixture.Address, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(IdentityHost.ForPeople, token)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task DevicesToken_OpensDeviceEndpointsAndNothingOfPeople()
    {
        using var key = new DeviceKey();
        var token = await key.AccessTokenAsync(fixture.Address, await fixture.DeviceAsync(key), Cancel);
        (await StatusAsync(IdentityHost.ForDevices, token)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(IdentityHost.ForPeople, token)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task IdToken_IsNoAccessToken()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var tokens = await new CodeFlow(fixture.Address).RunAsync(visitor, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(IdentityHost.ForPeople, tokens.Text("id_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(IdentityHost.ForPeople, tokens.Text("refresh_token"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AccessTokenWithoutTheApiScope_DoesNotOpenTheApi()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        flow.Parameters["scope"] = "openid profile";
        var tokens = await flow.RunAsync(visitor, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(IdentityHost.ForPeople, tokens.Text("access_token"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task CookieOfTheSignInPages_DoesNotOpenTheApi()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        using var answer = await visitor.GetAsync(IdentityHost.ForPeople, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task NoRealToken_IsUnauthorized(string? token) =>
        (await StatusAsync(IdentityHost.ForPeople, token)).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task TokenWithAChangedClaim_IsUnauthorized()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var token = (await CodeFlow.AccessTokenAsync(fixture.Address, email, IdentityFixture.Password, Cancel)).Split('.');
        token[1] = token[1][..^1] + (token[1][^1] == 'A' ? 'Q' : 'A');
        (await StatusAsync(IdentityHost.ForPeople, string.Join('.', token))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var http = new HttpClient { BaseAddress = fixture.Address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
