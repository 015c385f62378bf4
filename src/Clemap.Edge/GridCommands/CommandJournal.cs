using Clemap.Edge.Outbox;

namespace Clemap.Edge.GridCommands;

/// <summary>What became of commands, in one entry of the journal for all that went the same way together. Noting waits for no disk.</summary>
internal sealed class CommandJournal(Journal journal)
{
    private const int MostReasons = 5;

    private readonly Lock gate = new();
    private List<(string What, Guid Id, string Words)> noted = [];

    /// <param name="what">Code of the entry.</param>
    /// <param name="words">Goes on after a colon, to a full stop.</param>
    public void Note(string what, Guid id, string words)
    {
        lock (gate)
            noted.Add((what, id, words));
    }

    public void Write()
    {
        List<(string What, Guid Id, string Words)> all;
        lock (gate)
            (all, noted) = (noted, []);
        foreach (var alike in all.GroupBy(note => note.What))
            journal.Add(Journal.Cloud, alike.Key, InWords([.. alike]));
    }

    private static string InWords(List<(string What, Guid Id, string Words)> alike)
    {
        var reasons = alike.Select(note => note.Words).Distinct().ToList();
        string why = string.Join(' ', reasons.Take(MostReasons));
        return alike.Count == 1
            ? $"Command {alike[0].Id} of the grid operator: {why}"
            : $"{alike.Count} commands of the grid operator: {why}{(reasons.Count > MostReasons ? $" And {reasons.Count - MostReasons} more." : "")} {string.Join(", ", alike.Select(note => note.Id))}";
    }
}
