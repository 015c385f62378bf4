using System.Collections.Concurrent;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Devices;
using Clemap.Telemetry.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Ingestion;

/// <summary>Keeps what a device says of its outbox in <c>telemetry.device_outbox</c>, at most every <see cref="Pace"/> a device and node.</summary>
internal sealed class OutboxNotes(IngestDatabase database)
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> noted = new();

    /// <summary>What cannot be is not kept, and costs no reading: fewer than no readings, or one from the future.</summary>
    public async Task TakeAsync(DeviceIdentity device, TelemetryBatch batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (batch.PendingReadings is not { } pending || pending < 0 || batch.OldestPendingAt > now.AddMinutes(2)
            || (noted.TryGetValue(device.DeviceId, out var last) && now - last < Pace))
        {
            return;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, true)", connection) { Parameters = { new() { Value = device.OrganisationId.ToString() } } };
        await enter.ExecuteNonQueryAsync(cancellationToken);
        await using var note = new NpgsqlCommand("select telemetry.note_outbox($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = device.DeviceId },
                new() { Value = device.SiteId },
                new() { Value = pending },
                new() { Value = (object?)batch.OldestPendingAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await note.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        noted[device.DeviceId] = now;
    }
}
