using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Contracts.Devices;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Tokens;

/// <summary>Assertions with which somebody asks for a device's token who does not have its key, or has an old assertion.</summary>
public sealed class ForgedAssertionTests(ServerFixture server)
{
    [Fact]
    public async Task Of_another_key_for_another_place_or_ended_is_refused()
    {
        using var key = new DeviceKey();
        using var other = new DeviceKey();
        var site = await server.NewSiteAsync();
        (await server.DeviceWithAsync(site, key)).Dispose();
        var now = TimeProvider.System.GetUtcNow();
        (await StatusAsync(site.DeviceId, key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now))).ShouldBe(HttpStatusCode.OK);

        string[] forged =
        [
            other.Assertion(site.DeviceId, server.Address.AbsoluteUri, now),
            key.Assertion(site.DeviceId, "https://evil.example/", now),
            key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now.AddHours(-1)),
            key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now, type: "at+jwt"),
            WithoutSignature(key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now)),
            key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now)[..^8] + "AAAAAAAA",
            "",
            "a.b.c",
        ];
        foreach (var assertion in forged)
            (await StatusAsync(site.DeviceId, assertion)).ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_one_device_opens_no_other()
    {
        using var key = new DeviceKey();
        using var neighbours = new DeviceKey();
        var (site, neighbour) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        (await server.DeviceWithAsync(site, key)).Dispose();
        (await server.DeviceWithAsync(neighbour, neighbours)).Dispose();
        var now = TimeProvider.System.GetUtcNow();

        // In its own name at the other's door, and signed in the other's name.
        (await StatusAsync(neighbour.DeviceId, key.Assertion(site.DeviceId, server.Address.AbsoluteUri, now))).ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        (await StatusAsync(neighbour.DeviceId, key.Assertion(neighbour.DeviceId, server.Address.AbsoluteUri, now))).ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_a_device_gives_no_right_of_people()
    {
        using var key = new DeviceKey();
        var site = await server.NewSiteAsync();
        (await server.DeviceWithAsync(site, key)).Dispose();
        using var http = server.Anonymous();
        foreach (var scope in new[] { "api", "device api", "openid api", "offline_access" })
        {
            var assertion = key.Assertion(site.DeviceId, server.Address.AbsoluteUri, TimeProvider.System.GetUtcNow());
            using var answer = await DeviceKey.AskAsync(http, site.DeviceId, assertion, Cancel, scope);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, scope);
        }
    }

    [Fact]
    public async Task An_enrolment_that_brings_a_private_or_a_weak_key_is_refused_with_the_field()
    {
        using var anonymous = server.Anonymous();
        using var key = new DeviceKey();
        var good = JsonSerializer.SerializeToNode(new EnrolmentRequest("CL-1", "CODE", key.PublicKey), JsonSerializerOptions.Web)!;
        foreach (var change in new Action<JsonNode>[]
        {
            request => request["publicKey"]!["kty"] = "RSA",
            request => request["publicKey"]!["crv"] = "P-224",
            request => request["publicKey"]!["x"] = "AA",
            request => request["publicKey"]!["y"] = request["publicKey"]!["x"]!.DeepClone(), // not on the curve
        })
        {
            var request = good.DeepClone();
            change(request);
            using var answer = await anonymous.PostAsJsonAsync(Local("/api/v1/device/enrol"), request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, request.ToJsonString());
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("publicKey");
        }
    }

    private static string WithoutSignature(string assertion)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"client-authentication+jwt"}"""));
        return $"{header}.{assertion.Split('.')[1]}.";
    }

    private async Task<HttpStatusCode> StatusAsync(Guid device, string assertion)
    {
        using var http = server.Anonymous();
        using var answer = await DeviceKey.AskAsync(http, device, assertion, Cancel);
        return answer.StatusCode;
    }
}
