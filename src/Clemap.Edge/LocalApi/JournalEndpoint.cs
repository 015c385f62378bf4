using System.Text.Json.Serialization;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi;

/// <param name="Entries">Newest first.</param>
/// <param name="Before">What to ask for next; absent on the last page.</param>
internal sealed record JournalPage(IReadOnlyList<JournalEntry> Entries, long? Before);

/// <summary><c>GET /api/journal?before=&amp;limit=&amp;people=</c>: who changed what, and when.</summary>
internal static class JournalEndpoint
{
    private const int Usual = 100;
    private const int Most = 1_000;

    public static void MapJournal(this IEndpointRouteBuilder routes) => routes.MapGet("/api/journal", (long? before, int? limit, bool? people, Journal journal) =>
    {
        if (limit is < 1 or > Most)
            return Results.Problem($"limit must be 1 to {Most}", statusCode: StatusCodes.Status400BadRequest);
        var entries = journal.Read(before, limit ?? Usual, people ?? false);
        return Results.Json(
            new JournalPage(entries, entries.Count == (limit ?? Usual) ? entries[^1].Number : null), JournalJson.Default.JournalPage);
    });
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalPage))]
internal sealed partial class JournalJson : JsonSerializerContext;
