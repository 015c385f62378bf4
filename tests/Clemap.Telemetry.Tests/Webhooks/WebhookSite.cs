using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Tests.Alarms;
using Clemap.Telemetry.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Webhooks;

/// <summary>An organisation with one site and one webhook. Delivered is when a test says so, at a time that it gives.</summary>
internal sealed record WebhookSite(AlarmSite Alarms, Guid Id, string Secret)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TelemetryHost Host => Alarms.Site.Host;

    public Guid OrganisationId => Alarms.Site.OrganisationId;

    public static async Task<WebhookSite> NewAsync(TelemetryHost host, Uri url, params string[] kinds)
    {
        var alarms = await AlarmSite.NewAsync(host);
        await alarms.SeenAsync(AlarmSite.T0);
        using var person = alarms.Site.Person();
        var (status, made) = await SendAsync(person, HttpMethod.Post, "", new { url, kinds = kinds.Length > 0 ? kinds : null });
        status.ShouldBe(200, made.ToString());
        return new(alarms, made.GetProperty("webhook").GetProperty("id").GetGuid(), made.GetProperty("secret").GetString()!);
    }

    /// <summary>The device falls silent.</summary>
    public Task RaiseAsync() => Alarms.LookAsync(AlarmSite.T0.AddMinutes(6));

    public async Task ClearAsync()
    {
        foreach (var minute in new[] { 7, 9 })
        {
            await Alarms.SeenAsync(AlarmSite.T0.AddMinutes(minute));
            await Alarms.LookAsync(AlarmSite.T0.AddMinutes(minute));
        }
    }

    public async Task DeliverAsync(DateTimeOffset now)
    {
        await using var scope = Host.Services.CreateOrganisationScope(OrganisationId);
        await scope.ServiceProvider.GetRequiredService<WebhookRound>().RunAsync(now, Stop);
    }

    public async Task<List<DeliveryRow>> DeliveriesAsync()
    {
        await using var scope = Host.Services.CreateOrganisationScope(OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Deliveries.AsNoTracking().OrderBy(row => row.Number).ToListAsync(Stop);
    }

    public async Task<WebhookRow> RowAsync()
    {
        await using var scope = Host.Services.CreateOrganisationScope(OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Webhooks.AsNoTracking().SingleAsync(row => row.Id == Id, Stop);
    }

    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var person = Alarms.Site.Person();
        return await SendAsync(person, method, $"/{Id}{path}", body);
    }

    public static async Task<(int Status, JsonElement Body)> SendAsync(HttpClient person, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/webhooks" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await person.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
