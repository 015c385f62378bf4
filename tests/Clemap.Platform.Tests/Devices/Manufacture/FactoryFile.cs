using System.Security.Cryptography;
using System.Text;

namespace Clemap.Platform.Tests.Devices.Manufacture;

/// <summary>A CSV file as the factory writes it.</summary>
internal static class FactoryFile
{
    public const string Code = "ABCDE-FGHJK-LMNPQ-RSTUV";

    public static string NewSerial() => "CL-080-" + Guid.CreateVersion7().ToString("N")[20..].ToUpperInvariant();

    public static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <param name="rows">Cells that hold no comma.</param>
    public static byte[] Of(params string[] rows) => Encoding.UTF8.GetBytes("serial,order_number,public_key,code,code_hash\r\n" + string.Join("\r\n", rows) + "\r\n");

    public static string Row(string serial, string? key = null, string order = "C-04A-WL-080A-CS", string code = Code, string hash = "") => $"{serial},{order},{key},{code},{hash}";
}
