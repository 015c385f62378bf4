using System.Text.Json;
using Clemap.Contracts;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Platform.Devices;

internal sealed class DeviceDirectory(IServiceProvider services, DeviceCache cache) : IDeviceDirectory
{
    public Task<DeviceIdentity?> FindAsync(Guid deviceId, CancellationToken cancellationToken) => cache.IdentityAsync(deviceId, async () =>
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var found = await database.Database
            .SqlQuery<DeviceRow>($"select device_id, organisation_id, site_id, serial, state, public_key::text, history_from from platform.find_device({deviceId})")
            .SingleOrDefaultAsync(cancellationToken);
        return found?.ToIdentity();
    });

    public async Task<DeviceIdentity?> EnrolAsync(string serial, string oneTimeCode, string publicKeyJson, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var key = new NpgsqlParameter { Value = publicKeyJson, NpgsqlDbType = NpgsqlDbType.Jsonb };
        var found = await database.Database
            .SqlQuery<DeviceRow>(
                $"""
                 select device_id, organisation_id, site_id, serial, state, public_key::text, history_from
                 from platform.enrol_device({serial}, {OneTimeCode.Hash(serial, oneTimeCode)}, {key})
                 """)
            .ToListAsync(cancellationToken);
        cache.Clear();
        return found.SingleOrDefault()?.ToIdentity();
    }

    public async Task<DeviceIdentity?> EnrolByKeyAsync(string serial, string publicKeyJson, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var key = new NpgsqlParameter { Value = publicKeyJson, NpgsqlDbType = NpgsqlDbType.Jsonb };
        var found = await database.Database
            .SqlQuery<DeviceRow>($"select device_id, organisation_id, site_id, serial, state, public_key::text, history_from from platform.enrol_by_key({serial}, {key})")
            .ToListAsync(cancellationToken);
        cache.Clear();
        return found.SingleOrDefault()?.ToIdentity();
    }

    public Task<IReadOnlySet<Guid>> SourcesAsync(Guid organisationId, Guid deviceId, CancellationToken cancellationToken) =>
        cache.SourcesAsync(organisationId, deviceId, async () =>
        {
            await using var scope = services.CreateOrganisationScope(organisationId);
            var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
            var document = await database.SiteModels
                .Where(model => model.DeviceId == deviceId).Select(model => model.Document).SingleOrDefaultAsync(cancellationToken);
            if (document is null)
                return null;
            var model = JsonSerializer.Deserialize(document, ContractsJson.Default.SiteModel)!;
            return model.Meters.Select(meter => meter.Id).Concat(model.Stations.Select(station => station.Id)).ToHashSet();
        });

    private sealed record DeviceRow(Guid DeviceId, Guid OrganisationId, Guid SiteId, string Serial, string State, string? PublicKey, DateTimeOffset? HistoryFrom)
    {
        public DeviceIdentity ToIdentity() =>
            new(DeviceId, OrganisationId, SiteId, Serial, State is nameof(DeviceState.Claimed) or nameof(DeviceState.Commissioned), PublicKey, HistoryFrom);
    }
}
