using System.IO.Compression;

namespace Clemap.Billing.Sdat;

/// <summary>All documents of a run in one ZIP, each checked against the schema first.</summary>
internal static class SdatArchive
{
    /// <exception cref="InvalidDataException">A document is not valid: nothing of the run may be issued then.</exception>
    public static byte[] Write(IReadOnlyList<E66Document> documents)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var document in documents)
            {
                var xml = E66Writer.Write(document);
                if (E66Schema.Check(new MemoryStream(xml)) is { Count: > 0 } problems)
                    throw new InvalidDataException($"E66 of {document.DocumentId} is not valid: {problems[0]}");
                var entry = zip.CreateEntry(document.FileName, CompressionLevel.Optimal);
                entry.LastWriteTime = document.Creation;
                using var stream = entry.Open();
                stream.Write(xml);
            }
        }

        return buffer.ToArray();
    }
}
