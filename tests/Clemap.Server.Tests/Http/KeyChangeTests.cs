using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Npgsql;

namespace Clemap.Server.Tests.Http;

public sealed class KeyChangeTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_key_adds_the_new_one_either_works_and_the_new_one_then_ends_the_old()
    {
        var site = await server.NewSiteAsync();
        using DeviceKey old = new("old"), next = new("new");
        using var device = await server.DeviceWithAsync(site, old);

        (await ChangeAsync(device, old.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.NoContent);
        (await ChangeAsync(device, old.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.NoContent, "a lost answer");
        (await IsLetInAsync(site, old)).ShouldBeTrue();
        (await IsLetInAsync(site, next)).ShouldBeTrue();

        (await ChangeAsync(device, next.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.NoContent);
        (await ChangeAsync(device, next.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.NoContent, "a lost answer");
        (await IsLetInAsync(site, old)).ShouldBeFalse();
        (await IsLetInAsync(site, next)).ShouldBeTrue();
        (await AuditAsync(site)).ShouldBe([("device.key-added", site.DeviceId, "new"), ("device.key-changed", site.DeviceId, "new")]);
    }

    [Fact]
    public async Task A_token_alone_changes_no_key()
    {
        var site = await server.NewSiteAsync();
        using DeviceKey own = new("own"), thief = new("thief");
        using var device = await server.DeviceWithAsync(site, own);

        (await ChangeAsync(device, thief.Vouch(site.DeviceId, thief))).ShouldBe(HttpStatusCode.Forbidden);
        (await ChangeAsync(device, thief.Vouch(site.DeviceId, thief) with { SignedBy = "own" })).ShouldBe(HttpStatusCode.Forbidden);
        (await ChangeAsync(device, own.Vouch(site.DeviceId, thief) with { Signature = "!" })).ShouldBe(HttpStatusCode.Forbidden);
        (await IsLetInAsync(site, thief)).ShouldBeFalse();
        (await IsLetInAsync(site, own)).ShouldBeTrue();
        (await AuditAsync(site)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_changes_its_own_key_and_no_other_devices()
    {
        var (site, neighbour) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        using DeviceKey own = new("own"), others = new("others"), next = new("new");
        using var device = await server.DeviceWithAsync(site, own);
        using var other = await server.DeviceWithAsync(neighbour, others);

        // A signature for one device is worth nothing at another, and the neighbour's key nothing here.
        (await ChangeAsync(device, others.Vouch(neighbour.DeviceId, next))).ShouldBe(HttpStatusCode.Forbidden);
        (await ChangeAsync(other, others.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.Forbidden);
        (await ChangeAsync(device, own.Vouch(site.DeviceId, next))).ShouldBe(HttpStatusCode.NoContent);

        (await IsLetInAsync(neighbour, next)).ShouldBeFalse();
        (await IsLetInAsync(neighbour, others)).ShouldBeTrue();
        (await AuditAsync(neighbour)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_no_point_or_has_the_id_of_another_is_invalid_with_its_field()
    {
        var site = await server.NewSiteAsync();
        using DeviceKey own = new("own"), twin = new("own");
        using var device = await server.DeviceWithAsync(site, own);
        var good = own.Vouch(site.DeviceId, own);

        (await FieldAsync(device, good with { PublicKey = good.PublicKey with { X = good.PublicKey.Y } })).ShouldBe("publicKey.x");
        (await FieldAsync(device, own.Vouch(site.DeviceId, twin))).ShouldBe("publicKey.kid");
    }

    private async Task<bool> IsLetInAsync(ServedSite site, DeviceKey key)
    {
        using var anonymous = server.Anonymous();
        using var answer = await DeviceKey.AskAsync(
            anonymous, site.DeviceId, key.Assertion(site.DeviceId, server.Address.AbsoluteUri, TimeProvider.System.GetUtcNow()), Cancel);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<HttpStatusCode> ChangeAsync(HttpClient device, KeyChange change)
    {
        using var answer = await PostAsync(device, change);
        return answer.StatusCode;
    }

    private static async Task<string> FieldAsync(HttpClient device, KeyChange change)
    {
        using var answer = await PostAsync(device, change);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").EnumerateObject().First().Name;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient device, KeyChange change) =>
        device.PostAsync(new Uri("/api/v1/device/key", UriKind.Relative), JsonContent.Create(change, ContractsJson.Default.KeyChange), Cancel);

    private async Task<List<(string Action, Guid? Actor, string KeyId)>> AuditAsync(ServedSite site)
    {
        var entries = new List<(string, Guid?, string)>();
        await using var connection = new NpgsqlConnection(server.Connections.App);
        await connection.OpenAsync(Cancel);
        await using var organisation = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', '*', false)", connection);
        organisation.Parameters.AddWithValue(site.OrganisationId.ToString());
        await organisation.ExecuteScalarAsync(Cancel);
        await using var command = new NpgsqlCommand(
            "select action, actor_id, after ->> 'kid' from platform.audit where action like 'device.key%' order by at", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
            entries.Add((reader.GetString(0), reader.GetGuid(1), reader.GetString(2)));
        return entries;
    }
}
