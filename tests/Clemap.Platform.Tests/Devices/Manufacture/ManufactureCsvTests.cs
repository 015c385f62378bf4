using System.Security.Cryptography;
using System.Text;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Manufacture;

namespace Clemap.Platform.Tests.Devices.Manufacture;

public sealed class ManufactureCsvTests
{
    private const string Serial = "CL-080-000123";

    [Fact]
    public void Row_WithKeyAndCode_IsRead()
    {
        var (rows, problems) = ManufactureCsv.Read(FactoryFile.Of(FactoryFile.Row(Serial, FactoryFile.NewKey())));

        problems.ShouldBeEmpty();
        var row = rows.ShouldHaveSingleItem();
        (row.Serial, row.OrderNumber, row.Line).ShouldBe((Serial, "C-04A-WL-080A-CS", 2));
        row.PublicKeyJson!.ShouldContain("\"kty\":\"EC\"");
        row.CodeHash.ShouldBe(OneTimeCode.Hash(Serial, "abcde fghjk lmnpq rstuv"));
    }

    [Fact]
    public void Hash_InPlaceOfCode_IsTheSame()
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Serial}\nABCDEFGHJKLMNPQRSTUV")));
        var (rows, _) = ManufactureCsv.Read(FactoryFile.Of(FactoryFile.Row(Serial, code: "", hash: hash)));
        rows.ShouldHaveSingleItem().CodeHash.ShouldBe(OneTimeCode.Hash(Serial, FactoryFile.Code));
    }

    [Fact]
    public void Semicolons_ASignatureOfBytes_AndOnlyTheColumnsThatAreNeeded_AreRead()
    {
        var file = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes($"serial;order_number;code\n{Serial};C-04A-WL-06kA-CS;{FactoryFile.Code}\n")).ToArray();
        var (rows, problems) = ManufactureCsv.Read(file);
        problems.ShouldBeEmpty();
        rows.ShouldHaveSingleItem().PublicKeyJson.ShouldBeNull();
    }

    [Theory]
    [InlineData("cl-1,C-04A-WL-080A-CS,,ABCDEFGHJKLMNPQRSTUV,", "serial", "format")]
    [InlineData("CL-1,C-04A-WL-090A-CS,,ABCDEFGHJKLMNPQRSTUV,", "order_number", "unknown")]
    [InlineData("CL-1,C-04A-WL-080A-CS,AAAA,ABCDEFGHJKLMNPQRSTUV,", "public_key", "not-a-key")]
    [InlineData("CL-1,C-04A-WL-080A-CS,no base64,ABCDEFGHJKLMNPQRSTUV,", "public_key", "not-a-key")]
    [InlineData("CL-1,C-04A-WL-080A-CS,,ABC,", "code", "length")]
    [InlineData("CL-1,C-04A-WL-080A-CS,,,", "code", "one-of-two")]
    [InlineData("CL-1,C-04A-WL-080A-CS,,,1234", "code_hash", "format")]
    [InlineData("CL-1,C-04A-WL-080A-CS,,ABCDEFGHJKLMNPQRSTUV,1234", "code_hash", "one-of-two")]
    [InlineData("CL-1,C-04A-WL-080A-CS", "", "malformed")]
    [InlineData("CL-1,\"C-04A-WL-080A-CS", "", "malformed")]
    public void Row_ThatBreaksARule_IsNamedWithLineColumnAndRule(string row, string column, string code)
    {
        var (_, problems) = ManufactureCsv.Read(FactoryFile.Of(FactoryFile.Row(Serial), row));

        var problem = problems.ShouldHaveSingleItem();
        (problem.Line, problem.Column, problem.Code).ShouldBe((3, column, code));
        problem.Message.ShouldNotContain("ABCDEFGHJKLMNPQRSTUV");
    }

    [Fact]
    public void Keys_OfAnotherCurve_AreNone()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var (_, problems) = ManufactureCsv.Read(FactoryFile.Of(FactoryFile.Row(Serial, Convert.ToBase64String(other.ExportSubjectPublicKeyInfo()))));
        problems.ShouldHaveSingleItem().Code.ShouldBe("not-a-key");
    }

    [Fact]
    public void EveryBrokenRow_IsTold()
    {
        var (_, problems) = ManufactureCsv.Read(FactoryFile.Of("x,y,,ABC,", FactoryFile.Row(Serial), FactoryFile.Row(Serial)));
        problems.Select(problem => (problem.Line, problem.Code)).ShouldBe([(2, "format"), (2, "unknown"), (2, "length"), (4, "twice")]);
    }

    [Theory]
    [InlineData("serial,order_number\n", "missing-column")]
    [InlineData("serial,code\n", "missing-column")]
    [InlineData("serial,order_number,code,serial\n", "twice")]
    [InlineData("serial,order_number,code,colour\n", "unknown-column")]
    [InlineData("", "missing-column")]
    public void Header_ThatIsNone_IsRefused(string file, string code)
    {
        var (rows, problems) = ManufactureCsv.Read(Encoding.UTF8.GetBytes(file));
        rows.ShouldBeEmpty();
        var problem = problems.ShouldHaveSingleItem();
        (problem.Line, problem.Code).ShouldBe((1, code));
    }
}
