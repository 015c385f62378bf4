namespace Clemap.Demo.Tests;

public sealed class DemoFolderTests : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("clemap-folder-").FullName;

    private string Data => Path.Combine(parent, "data");

    [Fact]
    public void A_second_run_finds_its_secrets()
    {
        var first = DemoFolder.Open(Data, fresh: false).Secrets;
        DemoFolder.Open(Data, fresh: false).Secrets.ShouldBe(first);
    }

    [Fact]
    public void Fresh_begins_anew()
    {
        var first = DemoFolder.Open(Data, fresh: false);
        first.MarkHistory();
        var second = DemoFolder.Open(Data, fresh: true);
        second.HasHistory.ShouldBeFalse();
        second.Secrets.ShouldNotBe(first.Secrets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_with_something_else_in_it_is_left_alone(bool fresh)
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "thesis.txt"), "years of work");
        Should.Throw<DemoException>(() => DemoFolder.Open(Data, fresh)).Message.ShouldContain(Data);
        File.Exists(Path.Combine(Data, "thesis.txt")).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_in_one_sentence()
    {
        File.WriteAllText(Path.Combine(parent, "file"), "");
        var impossible = Path.Combine(parent, "file", "data");
        Should.Throw<DemoException>(() => DemoFolder.Open(impossible, fresh: false)).Message.ShouldContain(impossible);
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);
}
