using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.Outbox;

/// <summary>
/// Single documents that must outlive a restart: the last desired state, the enrolment. Each is in a file of its own as well: without its enrolment a
/// device whose database was damaged would have to be commissioned again.
/// </summary>
internal sealed class Documents(EdgeDatabase database)
{
    public (T Document, DateTimeOffset At)? Find<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        var found = database.Use(connection => connection.Query(
            "select at, body from documents where name = $name",
            row => (At: row.GetInt64(0), Body: row.GetFieldValue<byte[]>(1)),
            ("$name", name)));
        return found is [var row]
            ? (JsonSerializer.Deserialize(row.Body, type)!, DateTimeOffset.FromUnixTimeMilliseconds(row.At))
            : DocumentFile.Find(Copy(name), type);
    }

    public void Put<T>(string name, T document, DateTimeOffset at, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, type);
        DocumentFile.Write(Copy(name), at, body);
        database.Write(connection => connection.Execute(
            "insert or replace into documents(name, at, body) values ($name, $at, $body)",
            ("$name", name), ("$at", at.ToUnixTimeMilliseconds()), ("$body", body)));
    }

    private string Copy(string name) => Path.Combine(database.Directory, $"{name}.document");
}
