using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>One letter of all that happened, the urgent first, however much it is.</summary>
internal static class AlarmLetter
{
    private const int MostLines = 20;

    /// <param name="told">Alarms, each with true when it was raised and false when it was cleared. At least one.</param>
    /// <param name="siteNames">By id.</param>
    public static Letter Of(
        MemberView to, string language, IReadOnlyList<(AlarmRow Alarm, bool Raised)> told, IReadOnlyDictionary<Guid, string> siteNames, Uri portal)
    {
        var culture = CultureInfo.GetCultureInfo(language + "-CH");
        var (raised, cleared) = (Part(told, true), Part(told, false));
        var text = new StringBuilder(AlarmTexts.Of("Letter.Greeting", culture)).Append("\n\n");
        foreach (var (title, part) in new[] { ("Letter.Raised", raised), ("Letter.Cleared", cleared) })
        {
            if (part.Count == 0)
                continue;
            text.Append(string.Format(culture, AlarmTexts.Of(title, culture), part.Count)).Append('\n');
            foreach (var alarm in part.Take(MostLines))
                text.Append("- ").Append(siteNames.GetValueOrDefault(alarm.SiteId, "?")).Append(": ").Append(AlarmTexts.Sentence(alarm, culture)).Append('\n');
            if (part.Count > MostLines)
                text.Append("- ").Append(string.Format(culture, AlarmTexts.Of("Letter.More", culture), part.Count - MostLines)).Append('\n');
            text.Append('\n');
        }

        text.Append(portal).Append('\n');
        return new(Key(to.PersonId, told), to.Email, to.Name, string.Format(culture, AlarmTexts.Of("Letter.Subject", culture), raised.Count, cleared.Count), text.ToString());
    }

    private static List<AlarmRow> Part(IReadOnlyList<(AlarmRow Alarm, bool Raised)> told, bool raised) =>
        [.. told.Where(one => one.Raised == raised).Select(one => one.Alarm).OrderByDescending(alarm => AlarmKind.SeverityOf(alarm.Kind)).ThenBy(alarm => alarm.Id)];

    // The same letter has the same key, so that a mailbox can tell one that was sent twice.
    private static Guid Key(Guid person, IReadOnlyList<(AlarmRow Alarm, bool Raised)> told) => new(SHA256.HashData(
        Encoding.ASCII.GetBytes(person + string.Concat(told.OrderBy(one => one.Alarm.Id).ThenBy(one => one.Raised).Select(one => $" {one.Alarm.Id}{one.Raised}")))).AsSpan(0, 16));
}
