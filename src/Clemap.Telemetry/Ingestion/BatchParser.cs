using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Ingestion;

/// <summary>Reads a batch; a row that cannot be read is <see langword="null"/> and named among the rejected.</summary>
internal static class BatchParser
{
    public const string Malformed = "malformed";

    /// <returns>The batch is <see langword="null"/> when it has more rows than any may have.</returns>
    /// <exception cref="JsonException">It is not a batch at all.</exception>
    public static (TelemetryBatch? Batch, List<RejectedRow> Rejected) Parse(BatchBody body)
    {
        if (FastBatchParser.TryParse(body.Bytes) is { } usual)
            return (usual, []);
        // Counted before they are kept: four million rows of one digit fit into a body and would take a gigabyte.
        if (HasTooManyRows(body.Bytes))
            return (null, []);
        try
        {
            if (JsonSerializer.Deserialize(body.Bytes, ContractsJson.Default.TelemetryBatch) is { } batch)
                return (batch, []);
        }
        catch (JsonException)
        {
            // One row may be wrong: the rows are read one by one below, where a batch that is wrong as a whole throws again.
        }

        return ParseRowByRow(body);
    }

    private static (TelemetryBatch Batch, List<RejectedRow> Rejected) ParseRowByRow(BatchBody body)
    {
        var loose = JsonSerializer.Deserialize(body.Bytes, TelemetryJson.Default.LooseBatch) ?? throw new JsonException("The batch is null.");
        var rejected = new List<RejectedRow>();
        var readings = new List<Reading>(loose.Readings.Count);
        for (var index = 0; index < loose.Readings.Count; index++)
        {
            try
            {
                readings.Add(loose.Readings[index].Deserialize(ContractsJson.Default.Reading)!);
            }
            catch (JsonException problem)
            {
                readings.Add(null!);
                rejected.Add(new RejectedRow(index, Malformed, FieldOf(problem.Path)));
            }
        }

        return (
            new TelemetryBatch(loose.BootId, loose.Sequence, loose.SentAt, readings, PendingReadings: loose.PendingReadings, OldestPendingAt: loose.OldestPendingAt),
            rejected);
    }

    private static bool HasTooManyRows(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var rows = 0;
        while (rows <= TelemetryBatch.MaximumReadings && reader.Read())
        {
            if (reader.CurrentDepth == 2 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
                rows++;
        }

        return rows > TelemetryBatch.MaximumReadings;
    }

    private static string? FieldOf(string? path) => path is { Length: > 2 } ? path[2..] : null;
}
