using System.Text;
using Clemap.Platform.Audit;

namespace Clemap.Platform.Tests.Audit;

public sealed class AuditCsvTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")")]
    [InlineData("+1+1")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public async Task Name_ThatBeginsLikeAFormula_GetsAnApostrophe(string name)
    {
        using var target = new MemoryStream();
        await AuditCsv.WriteAsync(target, Entries(1, name), Cancel);
        Encoding.UTF8.GetString(target.ToArray()).Split('\n')[1].ShouldContain("'" + name.Replace("\"", "\"\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_AreWrittenWhileTheyAreRead()
    {
        using var target = new MemoryStream();
        var seen = 0L;
        await AuditCsv.WriteAsync(target, Entries(1_200, "Anna", index => seen = index == 1_199 ? target.Length : seen), Cancel);

        seen.ShouldBeGreaterThan(50_000); // the first chunks had left before the last entry came
        Encoding.UTF8.GetString(target.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1_201);
    }

    private static async IAsyncEnumerable<AuditView> Entries(int count, string name, Action<int>? look = null)
    {
        for (var index = 0; index < count; index++)
        {
            look?.Invoke(index);
            await Task.Yield();
            yield return new(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, Guid.CreateVersion7(), name, AuditAction.MemberRemoved, Guid.CreateVersion7(), null, "[\"owner\"]", null, "server");
        }
    }
}
