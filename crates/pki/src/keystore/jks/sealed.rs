//! Finds the end of a serialized Java object, which is what a secret-key entry of a JCEKS keystore is.
//!
//! Nothing is instantiated: the walk only learns class names and skips values (Java Object Serialization Specification,
//! chapter 6). Depth, class hierarchies and counts are bounded, and every step consumes input.

use crate::Error;
use crate::keystore::jks::reader::DataReader;

/// Consumes one serialized object and returns the names of its class and superclasses, the most derived first.
pub(crate) fn skip_object(reader: &mut DataReader<'_>) -> Result<Vec<String>, Error> {
    if reader.u32(WHAT)? != STREAM_HEADER {
        return Err(reader.malformed(WHAT));
    }
    let mut stream = Stream {
        reader,
        handles: Vec::new(),
        classes: Vec::new(),
    };
    match stream.content(0)? {
        Content::Object(class) => Ok(stream
            .hierarchy(class)?
            .into_iter()
            .map(|class| stream.classes[class].name.clone())
            .collect()),
        _ => Err(stream.malformed()),
    }
}

struct Stream<'r, 'a> {
    reader: &'r mut DataReader<'a>,
    /// What each handle stands for, in the order of assignment: a class description or something else.
    handles: Vec<Option<usize>>,
    classes: Vec<Class>,
}

#[derive(Default)]
struct Class {
    name: String,
    flags: u8,
    /// Type codes, in stream order.
    fields: Vec<u8>,
    superclass: Option<usize>,
}

enum Content {
    Null,
    Class(usize),
    Object(usize),
    Other,
    EndOfAnnotation,
}

impl Stream<'_, '_> {
    fn content(&mut self, depth: usize) -> Result<Content, Error> {
        if depth == MAX_DEPTH {
            return Err(Error::TooDeep {
                what: WHAT,
                limit: MAX_DEPTH,
            });
        }
        match self.reader.u8(WHAT)? {
            TC_NULL => Ok(Content::Null),
            TC_REFERENCE => {
                let handle = self.reader.u32(WHAT)?.wrapping_sub(FIRST_HANDLE);
                let referent = self.handles.get(handle as usize).copied();
                match referent.ok_or_else(|| self.malformed())? {
                    Some(class) => Ok(Content::Class(class)),
                    None => Ok(Content::Other),
                }
            }
            TC_CLASSDESC => self.class(depth).map(Content::Class),
            TC_OBJECT => self.object(depth).map(Content::Object),
            TC_ARRAY => self.array(depth),
            TC_STRING => {
                self.handles.push(None);
                self.reader.utf(WHAT)?;
                Ok(Content::Other)
            }
            TC_LONGSTRING => {
                self.handles.push(None);
                let length = self.reader.u64(WHAT)?;
                self.skip(length)
            }
            TC_ENUM => {
                self.class_of(depth)?;
                self.handles.push(None);
                self.content(depth + 1)?;
                Ok(Content::Other)
            }
            TC_CLASS => {
                self.class_of(depth)?;
                self.handles.push(None);
                Ok(Content::Other)
            }
            TC_BLOCKDATA => {
                let length = self.reader.u8(WHAT)?;
                self.skip(u64::from(length))
            }
            TC_BLOCKDATALONG => {
                let length = self.reader.u32(WHAT)?;
                self.skip(u64::from(length))
            }
            TC_ENDBLOCKDATA => Ok(Content::EndOfAnnotation),
            _ => Err(self.malformed()),
        }
    }

    fn class(&mut self, depth: usize) -> Result<usize, Error> {
        let name = self.reader.utf(WHAT)?;
        self.reader.u64(WHAT)?; // serialVersionUID
        let class = self.classes.len();
        self.handles.push(Some(class));
        let flags = self.reader.u8(WHAT)?;
        self.classes.push(Class {
            name,
            flags,
            ..Class::default()
        });
        for _ in 0..self.reader.u16(WHAT)? {
            let code = self.reader.u8(WHAT)?;
            self.reader.utf(WHAT)?;
            if matches!(code, b'L' | b'[') {
                self.content(depth + 1)?; // the field's type, a string
            }
            self.classes[class].fields.push(code);
        }
        self.annotation(depth)?;
        self.classes[class].superclass = match self.content(depth + 1)? {
            Content::Null => None,
            Content::Class(superclass) => Some(superclass),
            _ => return Err(self.malformed()),
        };
        Ok(class)
    }

    fn object(&mut self, depth: usize) -> Result<usize, Error> {
        let class = self.class_of(depth)?;
        self.handles.push(None);
        for class in self.hierarchy(class)?.into_iter().rev() {
            let flags = self.classes[class].flags;
            if flags & SC_SERIALIZABLE != 0 {
                for field in 0..self.classes[class].fields.len() {
                    let code = self.classes[class].fields[field];
                    self.value(code, depth)?;
                }
                if flags & SC_WRITE_METHOD != 0 {
                    self.annotation(depth)?;
                }
            } else if flags & SC_EXTERNALIZABLE != 0 {
                if flags & SC_BLOCK_DATA == 0 {
                    return Err(self.malformed()); // only the class itself knows where its data end
                }
                self.annotation(depth)?;
            }
        }
        Ok(class)
    }

    fn array(&mut self, depth: usize) -> Result<Content, Error> {
        let class = self.class_of(depth)?;
        self.handles.push(None);
        let name = self.classes[class].name.as_bytes();
        let code = *name.get(1).ok_or_else(|| self.malformed())?;
        let length = self.reader.u32(WHAT)?;
        match width(code) {
            Some(width) => self.skip(u64::from(length) * width),
            None => {
                for _ in 0..length {
                    self.value(code, depth)?;
                }
                Ok(Content::Other)
            }
        }
    }

    fn value(&mut self, code: u8, depth: usize) -> Result<(), Error> {
        match width(code) {
            Some(width) => self.skip(width).map(drop),
            None if matches!(code, b'L' | b'[') => match self.content(depth + 1)? {
                Content::EndOfAnnotation => Err(self.malformed()),
                _ => Ok(()),
            },
            None => Err(self.malformed()),
        }
    }

    fn annotation(&mut self, depth: usize) -> Result<(), Error> {
        while !matches!(self.content(depth + 1)?, Content::EndOfAnnotation) {}
        Ok(())
    }

    fn class_of(&mut self, depth: usize) -> Result<usize, Error> {
        match self.content(depth + 1)? {
            Content::Class(class) => Ok(class),
            _ => Err(self.malformed()),
        }
    }

    /// Returns the class and its superclasses, the most derived first; a hierarchy that bites its tail is refused.
    fn hierarchy(&self, class: usize) -> Result<Vec<usize>, Error> {
        let mut classes = vec![class];
        let mut next = self.classes[class].superclass;
        while let Some(class) = next {
            if classes.len() == MAX_DEPTH {
                return Err(self.malformed());
            }
            classes.push(class);
            next = self.classes[class].superclass;
        }
        Ok(classes)
    }

    fn skip(&mut self, length: u64) -> Result<Content, Error> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.reader.take(length, WHAT)?;
        Ok(Content::Other)
    }

    fn malformed(&self) -> Error {
        self.reader.malformed(WHAT)
    }
}

/// Octets that a primitive of this type code takes; `None` for objects, arrays and codes that do not exist.
fn width(code: u8) -> Option<u64> {
    match code {
        b'B' | b'Z' => Some(1),
        b'C' | b'S' => Some(2),
        b'F' | b'I' => Some(4),
        b'D' | b'J' => Some(8),
        _ => None,
    }
}

const WHAT: &str = "serialized Java object";
const MAX_DEPTH: usize = 24;
const STREAM_HEADER: u32 = 0xaced_0005;
const FIRST_HANDLE: u32 = 0x7e_0000;

// Java Object Serialization Specification §6.4.2.
const TC_NULL: u8 = 0x70;
const TC_REFERENCE: u8 = 0x71;
const TC_CLASSDESC: u8 = 0x72;
const TC_OBJECT: u8 = 0x73;
const TC_STRING: u8 = 0x74;
const TC_ARRAY: u8 = 0x75;
const TC_CLASS: u8 = 0x76;
const TC_BLOCKDATA: u8 = 0x77;
const TC_ENDBLOCKDATA: u8 = 0x78;
const TC_BLOCKDATALONG: u8 = 0x7a;
const TC_LONGSTRING: u8 = 0x7c;
const TC_ENUM: u8 = 0x7e;
const SC_WRITE_METHOD: u8 = 0x01;
const SC_SERIALIZABLE: u8 = 0x02;
const SC_EXTERNALIZABLE: u8 = 0x04;
const SC_BLOCK_DATA: u8 = 0x08;

#[cfg(test)]
mod tests {
    use super::*;

    /// `class A { byte[] b; int i; }` with a superclass `S` that has a write method, and one `A` of it.
    fn sample() -> Vec<u8> {
        let mut bytes = vec![0xac, 0xed, 0, 5, TC_OBJECT, TC_CLASSDESC, 0, 1, b'A'];
        bytes.extend([0; 8]);
        bytes.extend([
            SC_SERIALIZABLE,
            0,
            2,
            b'[',
            0,
            1,
            b'b',
            TC_STRING,
            0,
            2,
            b'[',
            b'B',
        ]);
        bytes.extend([b'I', 0, 1, b'i', TC_ENDBLOCKDATA, TC_CLASSDESC, 0, 1, b'S']);
        bytes.extend([0; 8]);
        bytes.extend([
            SC_SERIALIZABLE | SC_WRITE_METHOD,
            0,
            0,
            TC_ENDBLOCKDATA,
            TC_NULL,
        ]);
        bytes.extend([TC_BLOCKDATA, 2, 9, 9, TC_ENDBLOCKDATA]); // S's own
        bytes.extend([TC_ARRAY, TC_CLASSDESC, 0, 2, b'[', b'B']);
        bytes.extend([0; 8]);
        bytes.extend([
            SC_SERIALIZABLE,
            0,
            0,
            TC_ENDBLOCKDATA,
            TC_NULL,
            0,
            0,
            0,
            3,
            1,
            2,
            3,
        ]);
        bytes.extend([0, 0, 0, 7]); // i
        bytes
    }

    #[test]
    fn the_end_is_found() {
        let mut bytes = sample();
        let length = bytes.len();
        bytes.extend(b"next");
        let mut reader = DataReader::new(&bytes);
        assert_eq!(skip_object(&mut reader).unwrap(), ["A", "S"]);
        assert_eq!(reader.position(), length);
    }

    #[test]
    fn every_cut_is_refused() {
        let bytes = sample();
        for length in 0..bytes.len() {
            assert!(
                skip_object(&mut DataReader::new(&bytes[..length])).is_err(),
                "{length}"
            );
        }
    }

    #[test]
    fn hostile_streams_end() {
        let deep = [&[0xac, 0xed, 0, 5][..], &[TC_OBJECT; 1 << 16]].concat();
        let mut own_superclass = vec![0xac, 0xed, 0, 5, TC_OBJECT, TC_CLASSDESC, 0, 1, b'A'];
        own_superclass.extend([0; 8]);
        own_superclass.extend([SC_SERIALIZABLE, 0, 0, TC_ENDBLOCKDATA]);
        own_superclass.extend([TC_REFERENCE, 0, 0x7e, 0, 0]);
        let mut huge_array = vec![0xac, 0xed, 0, 5, TC_ARRAY, TC_CLASSDESC, 0, 2, b'[', b'J'];
        huge_array.extend([0; 8]);
        huge_array.extend([
            SC_SERIALIZABLE,
            0,
            0,
            TC_ENDBLOCKDATA,
            TC_NULL,
            0xff,
            0xff,
            0xff,
            0xff,
        ]);
        for bytes in [deep, own_superclass, huge_array] {
            assert!(skip_object(&mut DataReader::new(&bytes)).is_err());
        }
    }
}
