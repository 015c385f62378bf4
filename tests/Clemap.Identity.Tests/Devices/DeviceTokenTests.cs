using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Identity.Tests.Devices;

public sealed class DeviceTokenTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Issuer => fixture.Address.AbsoluteUri;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Assertion_OfAnEnrolledDevice_GivesAShortTokenThatSaysWhichDevice()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        var token = TokenContent.Of(await key.AccessTokenAsync(fixture.Address, device, Cancel));
        token.Text("sub").ShouldBe(device.ToString());
        token.Text("org").ShouldBe(fixture.FirstOrganisation.ToString());
        token.Text("scope").ShouldBe("device");
        token.Text("aud").ShouldBe(ClemapClaims.Audience);
        token.TryGetProperty("role", out _).ShouldBeFalse();
        (token.GetProperty("exp").GetInt64() - token.GetProperty("iat").GetInt64()).ShouldBeLessThanOrEqualTo(15 * 60);
    }

    [Fact]
    public async Task Assertion_WithoutAScope_GivesADeviceToken()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        using var answer = await AskAsync(device, key.Assertion(device, Issuer, Now), scope: "");
        TokenContent.Of(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)), "access_token").Text("scope").ShouldBe("device");
    }

    [Fact]
    public async Task Assertion_SignedWithAnotherKey_IsRefused()
    {
        using var key = new DeviceKey();
        using var other = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        await ShouldBeRefusedAsync(device, other.Assertion(device, Issuer, Now));
    }

    [Fact]
    public async Task Assertion_Expired_IsRefused()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        await ShouldBeRefusedAsync(device, key.Assertion(device, Issuer, Now.AddHours(-1)));
    }

    [Fact]
    public async Task Assertion_ForAnotherServer_IsRefused()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        await ShouldBeRefusedAsync(device, key.Assertion(device, "https://elsewhere.example/", Now));
    }

    [Fact]
    public async Task Assertion_OfAnotherTypeOfToken_IsRefused()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        await ShouldBeRefusedAsync(device, key.Assertion(device, Issuer, Now, type: "JWT"));
    }

    [Fact]
    public async Task Assertion_ForAnotherDevice_IsRefused()
    {
        using var key = new DeviceKey();
        using var otherKey = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        var other = await fixture.DeviceAsync(otherKey);
        await ShouldBeRefusedAsync(other, key.Assertion(other, Issuer, Now));
        await ShouldBeRefusedAsync(other, key.Assertion(device, Issuer, Now));
    }

    [Fact]
    public async Task Request_WithoutAssertion_IsRefused()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        using var http = new HttpClient { BaseAddress = fixture.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = device.ToString(),
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.ErrorAsync(Cancel)).ShouldBe("invalid_request");
    }

    [Theory]
    [InlineData("api")]
    [InlineData("openid api")]
    public async Task Scope_OfPeople_IsRefusedToADevice(string scope)
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        using var answer = await AskAsync(device, key.Assertion(device, Issuer, Now), scope);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SuspendedDevice_GetsNoTokenAndItsOldOneEndsWithinAMinute()
    {
        var time = new FakeTimeProvider(Now);
        await using var host = await fixture.StartAsync(Cancel, time: time);
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        var token = await key.AccessTokenAsync(host.Address, device, Cancel);
        (await StatusAsync(host, token)).ShouldBe(HttpStatusCode.OK);

        await using (var scope = fixture.Host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IProvisioning>().SuspendDeviceAsync(fixture.FirstOrganisation, device, true, Cancel);
        time.Advance(TimeSpan.FromSeconds(31));
        (await StatusAsync(host, token)).ShouldBe(HttpStatusCode.Unauthorized);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await DeviceKey.AskAsync(http, device, key.Assertion(device, host.Address.AbsoluteUri, Now), Cancel);
        (await answer.ErrorAsync(Cancel)).ShouldBe("invalid_client");
    }

    [Fact]
    public async Task Register_ANewKey_ReplacesTheOld()
    {
        using var oldKey = new DeviceKey();
        using var newKey = new DeviceKey();
        var device = await fixture.DeviceAsync(oldKey);
        await RegisterAsync(device, newKey.PublicKeyJson);
        (await newKey.AccessTokenAsync(fixture.Address, device, Cancel)).ShouldNotBeEmpty();
        await ShouldBeRefusedAsync(device, oldKey.Assertion(device, Issuer, Now));
    }

    [Theory]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"oct","k":"c2VjcmV0"}""")]
    public async Task Register_AnotherKindOfKey_IsRefused(string key) =>
        await Should.ThrowAsync<ArgumentException>(() => RegisterAsync(Guid.CreateVersion7(), key));

    [Fact]
    public async Task Tokens_OfDevices_LeaveNoRows()
    {
        using var key = new DeviceKey();
        var device = await fixture.DeviceAsync(key);
        await key.AccessTokenAsync(fixture.Address, device, Cancel);
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.App, Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from identity.tokens where subject = $1";
        command.Parameters.Add(new() { Value = device.ToString() });
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
    }

    private async Task RegisterAsync(Guid device, string key)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IDeviceClients>().RegisterAsync(device, key, Cancel);
    }

    private async Task ShouldBeRefusedAsync(Guid device, string assertion)
    {
        using var answer = await AskAsync(device, assertion);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        (await answer.ErrorAsync(Cancel)).ShouldBeOneOf("invalid_client", "invalid_grant", "invalid_token");
    }

    private async Task<HttpResponseMessage> AskAsync(Guid device, string assertion, string scope = "device")
    {
        using var http = new HttpClient { BaseAddress = fixture.Address };
        return await DeviceKey.AskAsync(http, device, assertion, Cancel, scope);
    }

    private static async Task<HttpStatusCode> StatusAsync(IdentityHost host, string token)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri(IdentityHost.ForDevices, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
