using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace Clemap.Platform.Audit;

/// <summary>The audit as a CSV file, written while it is read.</summary>
public static class AuditCsv
{
    private const int Rows = 500;

    private static readonly string[] Header = ["at", "actor_id", "actor", "action", "subject_id", "subject", "before", "after", "origin", "by_support"];

    // Names come from people: a cell that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>Answers with the file, and notes in the audit that it was fetched.</summary>
    public static async Task AnswerAsync(HttpContext http, IAudit audit, IAuditWriter writer, AuditFilter filter, Guid organisationId, CancellationToken cancellationToken)
    {
        await writer.RecordAsync(AuditAction.AuditExported, organisationId, null, cancellationToken);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        http.Response.Headers.CacheControl = "private, no-store";
        await WriteAsync(http.Response.Body, audit.ExportAsync(filter, cancellationToken), cancellationToken);
    }

    internal static async Task WriteAsync(Stream target, IAsyncEnumerable<AuditView> entries, CancellationToken cancellationToken)
    {
        await target.WriteAsync(Lines([Header]), cancellationToken);
        await foreach (var chunk in entries.Select(Cells).Chunk(Rows).WithCancellation(cancellationToken))
            await target.WriteAsync(Lines(chunk), cancellationToken);
    }

    private static ReadOnlyMemory<byte> Lines(IEnumerable<string[]> rows)
    {
        using var buffer = new MemoryStream();
        using (var csv = CsvWriter.Create(buffer, Options, leaveOpen: true))
        {
            foreach (var row in rows)
                csv.WriteRecord(row);
        }

        return buffer.ToArray();
    }

    private static string[] Cells(AuditView entry) =>
    [
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), entry.ActorId?.ToString() ?? "", entry.ActorName ?? "", entry.Action,
        entry.SubjectId.ToString(), entry.SubjectName ?? "", entry.Before ?? "", entry.After ?? "", entry.Origin, entry.BySupport ? "true" : "false",
    ];
}
