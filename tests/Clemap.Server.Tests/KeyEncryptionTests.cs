using Clemap.Testing;

namespace Clemap.Server.Tests;

/// <summary>The program with keys that lie in the clear, are encrypted, and are then to be opened with another key.</summary>
public sealed class KeyEncryptionTests : IDisposable
{
    private readonly string keys = Directory.CreateTempSubdirectory("clemap-keys-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_in_the_clear_are_told_at_the_start_and_with_another_key_nothing_starts()
    {
        await using var server = new ServerProcess();
        await server.StartAsync(Cancel);
        server.Printed.ShouldContain(line => line.Contains("Set Clemap:Keys:EncryptionFile", StringComparison.Ordinal));
        await server.StopAsync();

        var right = Setting("right");
        int before = server.Printed.Count;
        await server.StartAsync(Cancel, right);
        server.Printed.Skip(before).ShouldNotContain(line => line.Contains("EncryptionFile", StringComparison.Ordinal));
        await server.StopAsync();

        foreach (var wrong in new string[][] { [Setting("wrong")], [] })
        {
            before = server.Printed.Count;
            server.Launch(wrong);
            (await server.EndsAsync(Cancel)).ShouldBe(2);
            var said = server.Printed.Skip(before).ShouldHaveSingleItem();
            said.ShouldContain("Clemap:Keys:EncryptionFile");
        }

        await server.StartAsync(Cancel, right);
    }

    public void Dispose() => Directory.Delete(keys, recursive: true);

    private string Setting(string name)
    {
        var file = Path.Combine(keys, name);
        File.WriteAllText(file, string.Concat(Enumerable.Repeat(name + "-key-", 10)));
        return $"--Clemap:Keys:EncryptionFile={file}";
    }
}
