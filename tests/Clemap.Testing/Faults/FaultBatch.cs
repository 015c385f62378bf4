using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Contracts.Telemetry;

namespace Clemap.Testing.Faults;

/// <summary>A request as it stays, however often it is sent.</summary>
/// <param name="Good">Rows that must be stored, some perhaps twice in the batch or in another batch too.</param>
/// <param name="Spoilt">Places of the rows that must be refused, ascending.</param>
internal sealed record FaultBatch(IReadOnlyList<Reading> Good, IReadOnlyList<int> Spoilt, byte[] Body, bool IsCompressed)
{
    /// <param name="random">Chooses order, spoilt rows and compression.</param>
    /// <param name="rows">In any order.</param>
    public static FaultBatch Of(Random random, Reading[] rows)
    {
        random.Shuffle(rows);
        var nodes = new JsonArray();
        var spoilt = new List<int>();
        var spoils = random.Next(4) == 0;
        foreach (var row in rows)
        {
            if (spoils && random.Next(12) == 0)
            {
                spoilt.Add(nodes.Count);
                nodes.Add(FaultRows.Spoilt(random, row));
            }

            nodes.Add(FaultRows.Node(row));
        }

        var batch = new JsonObject { ["bootId"] = Guid.CreateVersion7(), ["sequence"] = random.Next(), ["sentAt"] = TimeProvider.System.GetUtcNow(), ["readings"] = nodes };
        var body = Encoding.UTF8.GetBytes(batch.ToJsonString());
        var isCompressed = random.Next(3) == 0;
        return new(rows, spoilt, isCompressed ? Compressed(body) : body, isCompressed);
    }

    public HttpContent Content()
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (IsCompressed)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static byte[] Compressed(byte[] body)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(body);
        return bytes.ToArray();
    }
}
