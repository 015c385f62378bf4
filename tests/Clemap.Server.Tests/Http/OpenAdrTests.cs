using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http;

/// <summary>Connections to OpenADR servers over HTTP. What they do is tested in their own room.</summary>
public sealed class OpenAdrTests(ServerFixture server)
{
    private static readonly Uri Connections = new("/api/v1/grid/connections", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_made_asked_changed_and_taken_away_and_its_secret_is_in_no_answer()
    {
        var site = await server.NewSiteAsync();
        using var supplier = await server.PersonAsync(site.OrganisationId, Role.EnergySupplier);
        // Nobody has this name: the worker asks in vain, and says so.
        var fields = new
        {
            name = "Supplier",
            url = "https://vtn.invalid/openadr3",
            tokenUrl = "https://vtn.invalid/openadr3/auth/token",
            clientId = "ven",
            clientSecret = "a secret of the ven",
            programId = "program-1",
            targets = new[] { new { type = "RESOURCE_NAME", value = "house-1", means = new { siteIds = new[] { site.SiteId } } } },
        };
        using var made = await supplier.PostAsJsonAsync(Connections, fields, Cancel);
        var text = await made.Content.ReadAsStringAsync(Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        text.ShouldNotContain("a secret of the ven");
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();

        var since = TimeProvider.System.GetTimestamp();
        JsonElement state;
        do
        {
            await Task.Delay(500, Cancel);
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            var listed = await supplier.GetStringAsync(Connections, Cancel);
            listed.ShouldNotContain("a secret of the ven");
            state = JsonDocument.Parse(listed).RootElement.EnumerateArray().Single().GetProperty("state");
        }
        while (!state.TryGetProperty("error", out _));
        state.GetProperty("error").GetString().ShouldBe("connection");

        using var changed = await supplier.PutAsJsonAsync(new Uri($"{Connections}/{id}", UriKind.Relative), new { fields.name, fields.url, fields.tokenUrl, fields.clientId, fields.programId, fields.targets, pollS = 300 }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await changed.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("pollS").GetInt32().ShouldBe(300);
        using var privately = await supplier.PostAsJsonAsync(Connections, new { fields.name, url = "https://127.0.0.1/", fields.tokenUrl, fields.clientId, fields.clientSecret, fields.programId, fields.targets }, Cancel);
        privately.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var ended = await supplier.DeleteAsync(new Uri($"{Connections}/{id}", UriKind.Relative), Cancel);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
