using System.Text.Json;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <param name="What">Of the journal: <c>configuration.changed</c>, <c>.added</c>, <c>.removed</c>, <c>.on</c>, <c>.off</c>.</param>
/// <param name="Detail">One plain English sentence.</param>
/// <param name="Values">Of the sentence: the circuit, meter or station (empty for the site), the field, the value before, the value after.</param>
internal sealed record ConfigurationChange(string What, string Detail, params string[] Values);

/// <summary>Two configurations → what is different, field by field, in words. A secret is never shown.</summary>
internal static class ConfigurationChanges
{
    private const string Nothing = "–";
    private const string Hidden = "•••";
    private static readonly string[] Secrets = ["password", "code", "token", "secret", "key"];

    public static IReadOnlyList<ConfigurationChange> Between(EdgeConfiguration before, EdgeConfiguration after)
    {
        var names = new Dictionary<string, string>();
        foreach (var (id, name) in new[] { after, before }.SelectMany(Names))
            names.TryAdd(id.ToString(), name);
        var changes = new List<ConfigurationChange>();
        using var one = JsonSerializer.SerializeToDocument(before, EdgeJson.Default.EdgeConfiguration);
        using var two = JsonSerializer.SerializeToDocument(after, EdgeJson.Default.EdgeConfiguration);
        Compare(new Place("", "", names), one.RootElement, two.RootElement, changes);
        return changes;
    }

    private static IEnumerable<(Guid Id, string Name)> Names(EdgeConfiguration of) =>
        of.Circuits.Select(c => (c.Id, c.Name)).Concat(of.Meters.Select(m => (m.Id, m.Name))).Concat(of.Stations.Select(s => (s.Id, s.Name)));

    private static void Compare(Place place, JsonElement before, JsonElement after, List<ConfigurationChange> changes)
    {
        if (JsonElement.DeepEquals(before, after))
            return;
        bool was = before.ValueKind == JsonValueKind.Object, isNow = after.ValueKind == JsonValueKind.Object;
        if (was && isNow)
            foreach (string name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct())
                Compare(place.At(name), Member(before, name), Member(after, name), changes);
        else if (was || isNow)
            changes.Add(isNow
                ? new("configuration.on", $"{place} came into use.", place.Subject, place.Field)
                : new("configuration.off", $"{place} is not used any more.", place.Subject, place.Field));
        else if (Items(before) is { } old && Items(after) is { } fresh && old.Concat(fresh).Any())
            CompareItems(place, old, fresh, changes);
        else
            changes.Add(Changed(place, Text(place, before), Text(place, after)));
    }

    private static void CompareItems(Place place, Dictionary<string, JsonElement> old, Dictionary<string, JsonElement> fresh, List<ConfigurationChange> changes)
    {
        foreach (var (key, item) in fresh)
            if (old.TryGetValue(key, out var before))
                Compare(place.Of(item), before, item, changes);
            else
                changes.Add(new("configuration.added", $"Added '{Name(item)}' to {place}.", Name(item), place.Field));
        foreach (var (key, item) in old.Where(one => !fresh.ContainsKey(one.Key)))
            changes.Add(new("configuration.removed", $"Removed '{Name(item)}' from {place}.", Name(item), place.Field));
    }

    /// <returns>By what tells them apart; <see langword="null"/> when it is no list of things.</returns>
    private static Dictionary<string, JsonElement>? Items(JsonElement list)
    {
        if (list.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
            return null;
        var items = new Dictionary<string, JsonElement>();
        foreach (var item in list.EnumerateArray())
            items.TryAdd(Key(item), item);
        return items;
    }

    private static string Key(JsonElement item) => Word(item, "id") ?? Word(item, "identity") ?? Name(item);

    private static string Name(JsonElement item) => Word(item, "name") ?? Word(item, "identity") ?? Word(item, "id") ?? "?";

    private static string? Word(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Member(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value : default;

    private static ConfigurationChange Changed(Place place, string before, string after) =>
        new("configuration.changed", $"{place}: {before} → {after}.", place.Subject, place.Field, before, after);

    private static string Text(Place place, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => Nothing,
        _ when Secrets.Any(word => place.Last.EndsWith(word, StringComparison.OrdinalIgnoreCase)) => Hidden,
        JsonValueKind.String => place.Names.GetValueOrDefault(value.GetString()!, value.GetString()!) is { Length: > 0 } text ? text : Nothing,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => Text(place, item))),
        _ => value.GetRawText(),
    };

    /// <param name="Subject">The nearest thing with a name.</param>
    /// <param name="Field">From there on.</param>
    private sealed record Place(string Subject, string Field, IReadOnlyDictionary<string, string> Names)
    {
        public string Last => Field[(Field.LastIndexOf('.') + 1)..];

        public Place At(string member) => this with { Field = Field.Length == 0 ? member : $"{Field}.{member}" };

        /// <summary>Within one thing of a list.</summary>
        public Place Of(JsonElement item) => this with { Subject = Name(item), Field = "" };

        public override string ToString() => Subject.Length == 0 ? Field : Field.Length == 0 ? $"'{Subject}'" : $"{Field} of '{Subject}'";
    }
}
