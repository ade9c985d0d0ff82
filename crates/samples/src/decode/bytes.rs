//! A file's bytes, read here and there: what is beyond its end is not there, and no claim of its own makes it longer.

use std::fs::File;
use std::io::{BufReader, Read, Result, Seek, SeekFrom};
use std::ops::Range;

use symphonia::core::io::MediaSource;

/// A file with its length.
pub(super) struct Bytes {
    file: BufReader<File>,
    length: u64,
}

impl Bytes {
    pub(super) fn new(file: File) -> Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self {
            file: BufReader::with_capacity(1 << 16, file),
            length,
        })
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// Exactly `N` bytes at `offset`, if they are there.
    pub(super) fn at<const N: usize>(&mut self, offset: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.seek(offset)?;
        self.file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Up to `count` bytes at `offset`, fewer at the end of the file.
    pub(super) fn some(&mut self, offset: u64, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.seek(offset).is_some() {
            let file = self.file.by_ref();
            // What cannot be read is as if it were not there: the header it belongs to is refused.
            let _ = file.take(count as u64).read_to_end(&mut bytes);
        }
        bytes
    }

    /// Fills `block` from `offset` on as far as the file goes, and says how far that was.
    pub(super) fn fill(&mut self, offset: u64, block: &mut [u8]) -> Result<usize> {
        if self.seek(offset).is_none() {
            return Ok(0);
        }
        let mut filled = 0;
        while filled < block.len() {
            match self.file.read(&mut block[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn seek(&mut self, offset: u64) -> Option<()> {
        let here = self.file.stream_position().ok()?;
        let step = i64::try_from(offset).ok()? - i64::try_from(here).ok()?;
        self.file.seek_relative(step).ok()
    }

    /// The bytes of `range` as a file of their own.
    pub(super) fn into_part(self, range: Range<u64>) -> Part {
        let end = range.end.min(self.length);
        Part {
            file: self.file.into_inner(),
            start: range.start.min(end),
            length: end - range.start.min(end),
            position: 0,
        }
    }
}

/// A part of a file that looks like a file.
pub(super) struct Part {
    file: File,
    start: u64,
    length: u64,
    position: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let rest = self.length.saturating_sub(self.position);
        let count = usize::try_from(rest).unwrap_or(usize::MAX);
        let count = count.min(buffer.len());
        if count == 0 {
            return Ok(0);
        }
        self.file
            .seek(SeekFrom::Start(self.start + self.position))?;
        let read = self.file.read(&mut buffer[..count])?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(step) => self.position.checked_add_signed(step),
            SeekFrom::End(step) => self.length.checked_add_signed(step),
        };
        let wrong = || std::io::Error::from(std::io::ErrorKind::InvalidInput);
        self.position = position.ok_or_else(wrong)?;
        Ok(self.position)
    }
}

impl MediaSource for Part {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}

/// Numbers of a header in one byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub(super) fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let bytes = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        })
    }

    pub(super) fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        })
    }

    pub(super) fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let bytes = bytes.get(at..at + 8)?.try_into().ok()?;
        Some(match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        })
    }
}
