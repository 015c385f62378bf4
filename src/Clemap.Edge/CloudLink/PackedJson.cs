using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.CloudLink;

/// <summary>JSON that is sent in gzip where that pays: many a site has no line but a mobile one, and readings shrink to a quarter (RFC 9110, section 8.4.1.3).</summary>
internal static class PackedJson
{
    /// <summary>What fits into one packet with its head is sent as it is, B.</summary>
    public const int SmallBytes = 1_024;

    public static ByteArrayContent Of<T>(T body, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, type);
        var isSmall = json.Length <= SmallBytes;
        var content = new ByteArrayContent(isSmall ? json : Packed(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (!isSmall)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static byte[] Packed(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(json);
        return packed.ToArray();
    }
}
