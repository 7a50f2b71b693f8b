namespace Unbraid.Service.Storage;

/// <summary>Content that was stored under its hash, and can be taken back as long as no row speaks of it.</summary>
internal sealed class StoredContent
{
    private readonly ObjectStore _objects;
    private readonly string _key;
    private readonly DateTimeOffset? _newSince;

    private StoredContent(ObjectStore objects, string key, DateTimeOffset? newSince) => (_objects, _key, _newSince) = (objects, key, newSince);

    /// <summary>Moves a file to where content with its hash lies.</summary>
    public static StoredContent Store(ObjectStore objects, string path, string hash)
    {
        var (key, written) = (AudioRow.KeyOf(hash), new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
        return new StoredContent(objects, key, objects.PublishFile(path, key) ? written : null);
    }

    /// <summary>Removes it if nobody had it before, and nobody has stored the same since.</summary>
    public void TakeBack()
    {
        if (_newSince is { } written)
            _objects.Delete(_key, written.AddTicks(1));
    }
}
