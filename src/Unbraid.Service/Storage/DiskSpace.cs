namespace Unbraid.Service.Storage;

internal static class DiskSpace
{
    /// <summary>Bytes that are free for us on the disk of a folder.</summary>
    public static long FreeAt(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
