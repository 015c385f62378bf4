using System.Globalization;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.LiveFeed;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clemap.Telemetry.Ingestion;

/// <summary>Takes one batch from request to commit. The answer 202 is given after the commit, never before.</summary>
internal sealed class TelemetryIngestion(
    IOrganisationContext organisation,
    IDeviceDirectory devices,
    IngestionGate gate,
    Absence absence,
    CommitQueue queue,
    OutboxNotes outboxes,
    LiveReadings live,
    IngestionMeter meter,
    TimeProvider time,
    ILogger<TelemetryIngestion> logger)
{
    private static readonly TimeSpan SkewToWarnOf = TimeSpan.FromSeconds(30);

    public async Task<IResult> HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (organisation is not { OrganisationId: { } organisationId, ActorId: { } deviceId })
            return Problems.Problem(StatusCodes.Status403Forbidden, "no-device", "The token names no device.");
        // Sixty readings are 6 KiB in gzip and 22 KiB without. What does not say its length counts as large.
        var isLarge = http.Request.ContentLength is null or > TelemetryBatch.LargeBodyBytes;
        using var pass = gate.Enter(organisationId, isLarge);
        if (pass.Admission is not Admission.Granted)
            return Full(http, pass.Admission, isLarge, deviceId);
        if (isLarge)
            absence.LetIn();
        try
        {
            using var body = await BatchBody.ReadAsync(http.Request, pass, cancellationToken);
            var (batch, rejected) = BatchParser.Parse(body);
            if (batch is null || batch.Readings.Count > TelemetryBatch.MaximumReadings)
                return Problems.Invalid("readings", "too-many", $"At most {TelemetryBatch.MaximumReadings} readings in a batch.");
            return await StoreAsync(organisationId, deviceId, batch, rejected, cancellationToken);
        }
        catch (JsonException problem)
        {
            return Problems.Invalid(problem.Path ?? "$", BatchParser.Malformed, "The body is not a telemetry batch.");
        }
        catch (BadHttpRequestException problem)
        {
            return Problems.Problem(problem.StatusCode, "bad-body", problem.Message);
        }
        catch (NoRoomException problem)
        {
            return Full(http, problem.Admission, isLarge, deviceId);
        }
        catch (NpgsqlException problem)
        {
            if (problem.IsTransient)
                logger.DatabaseBusy(problem, deviceId);
            else
                logger.DatabaseFailed(problem, deviceId);
            return ComeBack(http, StatusCodes.Status503ServiceUnavailable, "busy", Soon());
        }
    }

    private async Task<IResult> StoreAsync(
        Guid organisationId, Guid deviceId, TelemetryBatch batch, List<RejectedRow> rejected, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var device = await devices.FindAsync(deviceId, cancellationToken);
        var rules = new ReadingRules(await devices.SourcesAsync(organisationId, deviceId, cancellationToken), now, device?.HistoryFrom);
        var good = new List<Reading>(batch.Readings.Count);
        for (var index = 0; index < batch.Readings.Count; index++)
        {
            // A row that could not be read is rejected already; a literal null is found here.
            if (batch.Readings[index] is not { } row)
            {
                if (!rejected.Exists(refused => refused.Index == index))
                    rejected.Add(new RejectedRow(index, BatchParser.Malformed, null));
            }
            else if (rules.Broken(row) is var (reason, field))
            {
                rejected.Add(new RejectedRow(index, reason, field));
            }
            else
            {
                good.Add(row);
            }
        }

        var noted = device is not null && device.OrganisationId == organisationId ? outboxes.TakeAsync(device, batch, now) : Task.CompletedTask;
        var stored = await queue.StoreAsync(organisationId, [.. good]);
        await noted;
        live.Publish(organisationId, stored.Newest);
        foreach (var refused in stored.Refused)
            rejected.Add(new RejectedRow(IndexOf(batch.Readings, refused), "refused"));
        rejected.Sort((one, other) => one.Index.CompareTo(other.Index));
        var answer = new TelemetryAnswer(stored.Accepted, good.Count - stored.Accepted - stored.Refused.Count, rejected, time.GetUtcNow());
        Observe(deviceId, batch, answer, now - batch.SentAt);
        return TypedResults.Json(answer, ContractsJson.Default.TelemetryAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    private void Observe(Guid deviceId, TelemetryBatch batch, TelemetryAnswer answer, TimeSpan skew)
    {
        meter.Record(answer, skew);
        if (skew.Duration() > SkewToWarnOf)
            logger.ClockSkew(deviceId, skew.TotalSeconds);
        if (answer.Rejected.Count > 0)
            logger.Rejected(deviceId, answer.Rejected.Count, batch.Readings.Count, answer.Rejected[0].Reason);
    }

    private static int IndexOf(IReadOnlyList<Reading> rows, Reading row)
    {
        var index = 0;
        while (!ReferenceEquals(rows[index], row))
            index++;
        return index;
    }

    private ProblemHttpResult Full(HttpContext http, Admission admission, bool isLarge, Guid deviceId)
    {
        logger.Full(admission, deviceId);
        var afterS = isLarge ? absence.SentAwayS() : Soon();
        return admission is Admission.OrganisationFull
            ? ComeBack(http, StatusCodes.Status429TooManyRequests, "organisation-busy", afterS)
            : ComeBack(http, StatusCodes.Status503ServiceUnavailable, "busy", afterS);
    }

    // Spread, so that those who were sent away do not come back together.
    private static int Soon() => Random.Shared.Next(1, 6);

    private static ProblemHttpResult ComeBack(HttpContext http, int status, string code, int afterS)
    {
        http.Response.Headers.RetryAfter = afterS.ToString(CultureInfo.InvariantCulture);
        return Problems.Problem(status, code, "Try again in a few seconds; what was not acknowledged may be sent again without harm.");
    }
}
