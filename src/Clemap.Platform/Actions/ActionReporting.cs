using System.Text.Json;
using Clemap.Contracts.Actions;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Actions;

/// <summary>Takes in what devices say became of actions. The end that a device told first stays; what is told again changes nothing.</summary>
internal sealed class ActionReporting(PlatformContext database, AuditTrail audit, TimeProvider time)
{
    private const int MostReports = 200;
    private const int LongestCode = 60;
    private const int LongestMessage = 500;

    /// <returns>The rule that the report breaks.</returns>
    public static BrokenRule? Check(ActionReports reports)
    {
        if (reports.Actions.Count > MostReports)
            return new("too-many", "actions", $"A report has at most {MostReports} actions.");
        foreach (var (i, report) in reports.Actions.Index())
        {
            if (report is null)
                return new("required", $"actions[{i}]", "The action is missing.");
            if (!ActionReportState.All.Contains(report.State))
                return new("unknown", $"actions[{i}].state", $"The state must be one of {string.Join(", ", ActionReportState.All)}.");
            if (report.Code?.Length > LongestCode || report.Message?.Length > LongestMessage || $"{report.Code}{report.Message}".Contains('\0', StringComparison.Ordinal))
                return new("length", $"actions[{i}]", $"A code has at most {LongestCode} characters, a message {LongestMessage}, and neither a character zero.");
        }

        return null;
    }

    /// <summary>Actions that are not this device's are passed over: nobody learns of another's.</summary>
    public async Task StoreAsync(DeviceIdentity device, ActionReports reports, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var ids = reports.Actions.Select(report => report.Id).ToArray();
        var rows = await database.Actions.FromSql($"select * from platform.actions where id = any ({ids}) for no key update")
            .Where(row => row.DeviceId == device.DeviceId).ToDictionaryAsync(row => row.Id, cancellationToken);
        var isNews = false;
        foreach (var report in reports.Actions)
        {
            if (rows.TryGetValue(report.Id, out var row) && row.Outcome is null)
                isNews |= Take(row, report);
        }

        if (isNews)
        {
            await database.SaveChangesAsync(cancellationToken);
            await SiteSignals.SendAsync(database, device.SiteId, SiteChangeKind.Actions, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private bool Take(ActionRow row, ActionReport report)
    {
        var before = ActionState.Of(row, time.GetUtcNow());
        var at = report.At.ToUniversalTime();
        if (report.State == ActionReportState.Accepted)
        {
            if (row.AcceptedAt is not null)
                return false;
            row.AcceptedAt = at;
            return true;
        }

        (row.Outcome, row.EndedAt, row.Code, row.Message, row.Card) = (report.State, at, report.Code, report.Message, null);
        if (report.State is ActionReportState.Done or ActionReportState.Unknown)
            row.AcceptedAt ??= at;
        audit.Add(row.OrganisationId, AuditAction.ActionEnded, row.SiteId, Json(row, before), Json(row, report.State));
        return true;
    }

    private static string Json(ActionRow row, string state)
    {
        var told = new Dictionary<string, string> { ["action"] = row.Id.ToString(), ["kind"] = row.Kind, ["station"] = row.StationId.ToString(), ["state"] = state };
        if (row.Code is not null && state == row.Outcome)
            told["code"] = row.Code;
        return JsonSerializer.Serialize(told);
    }
}
