using System.Buffers;
using System.Text.Json;

namespace Clemap.Edge.Stations.Ocpp;

internal enum OcppFrameKind
{
    Call = 2,
    Result = 3,
    Error = 4,
}

/// <summary>One message of OCPP-J 1.6 § 4: <c>[2, id, action, payload]</c>, <c>[3, id, payload]</c> or <c>[4, id, code, description, details]</c>.</summary>
/// <param name="Name">The action of a call, the code of an error, else empty.</param>
/// <param name="Description">The description of an error, else empty.</param>
internal sealed record OcppFrame(OcppFrameKind Kind, string Id, string Name, string Description, JsonElement Payload)
{
    /// <summary>So long an id may be.</summary>
    private const int MostIdCharacters = 36;

    /// <summary>An empty object, the payload of many results.</summary>
    public static readonly byte[] Empty = "{}"u8.ToArray();

    /// <exception cref="OcppFrameException">It is no message of the protocol.</exception>
    public static OcppFrame Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Read(utf8);
        }
        catch (InvalidOperationException wrong)
        {
            throw new OcppFrameException(null, $"a text in it is no Unicode: {wrong.Message}");
        }
    }

    private static OcppFrame Read(ReadOnlyMemory<byte> utf8)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(utf8);
            root = document.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new OcppFrameException(null, $"no JSON: {wrong.Message}");
        }
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() < 3 || root[1].ValueKind != JsonValueKind.String)
            throw new OcppFrameException(null, "must be an array of kind, id and more");
        string id = root[1].GetString()!;
        if (id.Length is 0 or > MostIdCharacters)
            throw new OcppFrameException(null, $"the id must have 1 to {MostIdCharacters} characters");
        if (root[0].ValueKind != JsonValueKind.Number || !root[0].TryGetInt32(out int kind) || kind is < 2 or > 4)
            throw new OcppFrameException(id, "the kind must be 2, 3 or 4");
        return (OcppFrameKind)kind switch
        {
            OcppFrameKind.Call when root.GetArrayLength() == 4 && root[2].ValueKind == JsonValueKind.String && IsObject(root[3]) =>
                new(OcppFrameKind.Call, id, root[2].GetString()!, "", root[3]),
            OcppFrameKind.Result when IsObject(root[2]) => new(OcppFrameKind.Result, id, "", "", root[2]),
            OcppFrameKind.Error => new(OcppFrameKind.Error, id, Text(root, 2), Text(root, 3), default),
            OcppFrameKind.Call => throw new OcppFrameException(id, "a call is kind, id, action and an object"),
            _ => throw new OcppFrameException(id, "a result is kind, id and an object") { IsAnswer = true },
        };
    }

    public static byte[] Call(string id, string action, ReadOnlySpan<byte> payload) => Write(OcppFrameKind.Call, id, action, payload);

    public static byte[] Result(string id, ReadOnlySpan<byte> payload) => Write(OcppFrameKind.Result, id, null, payload);

    public static byte[] Error(string id, string code, string description)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        writer.WriteNumberValue((int)OcppFrameKind.Error);
        writer.WriteStringValue(id);
        writer.WriteStringValue(code);
        writer.WriteStringValue(description.Length > 255 ? description[..255] : description);
        writer.WriteRawValue(Empty);
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Write(OcppFrameKind kind, string id, string? action, ReadOnlySpan<byte> payload)
    {
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 128);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        writer.WriteNumberValue((int)kind);
        writer.WriteStringValue(id);
        if (action is not null)
            writer.WriteStringValue(action);
        writer.WriteRawValue(payload);
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsObject(JsonElement element) => element.ValueKind == JsonValueKind.Object;

    private static string Text(JsonElement array, int index) =>
        array.GetArrayLength() > index && array[index].ValueKind == JsonValueKind.String ? array[index].GetString()! : "";
}

/// <param name="id">Of the message, where it could be read: only then it can be answered.</param>
internal sealed class OcppFrameException(string? id, string message) : IOException(message)
{
    public string? Id { get; } = id;

    /// <summary>A broken answer is not answered again.</summary>
    public bool IsAnswer { get; init; }
}
