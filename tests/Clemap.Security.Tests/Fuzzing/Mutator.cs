using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Clemap.Security.Tests.Fuzzing;

/// <summary>Spoils a message as broken, old or ill-meaning senders would. The same seed spoils it in the same way.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Nasty =
    [
        "null", "true", "-1", "0", "-0.0", "1e308", "1e400", "-1e-400", "99999999999999999999", "9223372036854775808", "2147483648", "0.1e1", "1.5",
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u202e\"", "\"NaN\"", "\"Infinity\"", "[]", "{}", "[[]]", "[null]", "{\"\":{}}",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-01T00:00:00+25:00\"", "\"2016-12-31T23:59:60Z\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"", "\"=cmd|' /C calc'!A0\"", "\"'; drop table platform.sites; --\"",
        "\"../../etc/passwd\"", "\"<script>alert(1)</script>\"", "\"%00%0d%0a\"", "\"{0}{1}{999}\"",
    ];

    private readonly Random random = new(seed);

    public byte[] Spoil(string message)
    {
        var text = random.Next(3) == 0 ? message : SpoilValues(message);
        if (random.Next(2) == 0)
            return Encoding.UTF8.GetBytes(text);
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (int times = 1 + random.Next(4); times > 0; times--)
            SpoilBytes(bytes);
        return [.. bytes];
    }

    /// <summary>A message that is no text.</summary>
    public byte[] SpoilFrame(ReadOnlySpan<byte> frame)
    {
        var bytes = new List<byte>(frame.ToArray());
        for (int times = 1 + random.Next(3); times > 0; times--)
            SpoilBytes(bytes);
        return [.. bytes];
    }

    public string SpoilText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (int times = 1 + random.Next(3); times > 0; times--)
            SpoilBytes(bytes);
        return Encoding.Latin1.GetString([.. bytes]);
    }

    private string SpoilValues(string message)
    {
        var tree = JsonNode.Parse(message)!;
        for (int times = 1 + random.Next(3); times > 0; times--)
        {
            var places = new List<(JsonNode Parent, string? Name, int Index)>();
            Collect(tree, places);
            if (places.Count == 0)
                break;
            var (parent, name, index) = places[random.Next(places.Count)];
            var mark = JsonValue.Create($"@@{random.Next(Nasty.Length)}@@");
            switch (parent, random.Next(6))
            {
                case (JsonObject fields, 0):
                    fields.Remove(name!);
                    break;
                case (JsonObject fields, 1):
                    fields[name + "x"] = fields[name!]?.DeepClone();
                    break;
                case (JsonArray items, 0):
                    items.RemoveAt(index);
                    break;
                case (JsonArray items, 1):
                    for (int copies = random.Next(50); copies > 0; copies--)
                        items.Add(items[index]?.DeepClone());
                    break;
                case (JsonObject fields, 2):
                    fields[name!] = new string('x', random.Next(5_000));
                    break;
                case (JsonObject fields, _):
                    fields[name!] = mark;
                    break;
                case (JsonArray items, _):
                    items[index] = mark;
                    break;
            }
        }

        var text = tree.ToJsonString();
        for (int i = 0; i < Nasty.Length; i++)
            text = text.Replace($"\"@@{i.ToString(CultureInfo.InvariantCulture)}@@\"", Nasty[i], StringComparison.Ordinal);
        return text;
    }

    private static void Collect(JsonNode? node, List<(JsonNode Parent, string? Name, int Index)> places)
    {
        if (node is JsonObject fields)
            foreach (var (name, value) in fields)
            {
                places.Add((fields, name, 0));
                Collect(value, places);
            }
        else if (node is JsonArray items)
            for (int i = 0; i < items.Count; i++)
            {
                places.Add((items, null, i));
                Collect(items[i], places);
            }
    }

    private void SpoilBytes(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(8), bytes.Count - at));
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.InsertRange(at, "[{\"\\,:}]\0\u00ff"u8[..(1 + random.Next(6))]);
                break;
            case 4 when at < bytes.Count:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(64), bytes.Count - at)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
