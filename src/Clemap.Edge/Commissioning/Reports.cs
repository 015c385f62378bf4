using System.Globalization;
using System.Security.Cryptography;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;

namespace Clemap.Edge.Commissioning;

/// <summary>The signed reports, in the data folder.</summary>
internal sealed class Reports(EdgeConfiguration configuration, TestBench bench, TimeProvider time)
{
    private const string Format = "yyyyMMdd-HHmmss";
    private readonly string folder = Path.Combine(configuration.DataDir, "reports");

    public async Task<ReportView> WriteAsync(ReportOrder order, string language, CancellationToken cancellation)
    {
        using var key = await DeviceKey.OfDeviceAsync(configuration.DataDir, cancellation);
        var at = time.GetUtcNow();
        byte[] file = await File.ReadAllBytesAsync(configuration.SourceFile!, cancellation);
        string page = ReportPage.Of(new ReportFacts(
            configuration, Convert.ToHexStringLower(SHA256.HashData(file)), bench.Results, order, key.Public.KeyId, at, language));
        string id = at.ToString(Format, CultureInfo.InvariantCulture);
        PrivateFile.Write(FileOf(id), ReportSignature.Sign(page, key));
        return new ReportView(id, At(id));
    }

    /// <returns>Newest first.</returns>
    public IReadOnlyList<ReportView> List() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.html").Select(file => Path.GetFileNameWithoutExtension(file)).Where(IsId)
            .OrderDescending(StringComparer.Ordinal).Select(id => new ReportView(id, At(id))),
    ];

    /// <returns><see langword="null"/> when there is none.</returns>
    public byte[]? Read(string id) => IsId(id) && File.Exists(FileOf(id)) ? File.ReadAllBytes(FileOf(id)) : null;

    private static bool IsId(string id) => DateTimeOffset.TryParseExact(id, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static DateTimeOffset At(string id) => DateTimeOffset.ParseExact(id, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private string FileOf(string id) => Path.Combine(folder, id + ".html");
}
